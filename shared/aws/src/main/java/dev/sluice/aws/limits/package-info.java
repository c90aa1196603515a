/** The limits table: what is taken, given back and parked, each in one conditional update. */
@NullMarked
package dev.sluice.aws.limits;

import org.jspecify.annotations.NullMarked;
