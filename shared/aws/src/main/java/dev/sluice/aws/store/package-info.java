/**
 * What every table's code needs: its name, its attributes, and what a call that fails is told as.
 */
@NullMarked
package dev.sluice.aws.store;

import org.jspecify.annotations.NullMarked;
