@NullMarked
package dev.sluice.aws.store;

import org.jspecify.annotations.NullMarked;
