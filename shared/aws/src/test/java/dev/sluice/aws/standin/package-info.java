@NullMarked
package dev.sluice.aws.standin;

import org.jspecify.annotations.NullMarked;
