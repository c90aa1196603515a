@NullMarked
package dev.sluice.aws.ledger;

import org.jspecify.annotations.NullMarked;
