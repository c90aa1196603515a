@NullMarked
package dev.sluice.aws.limits;

import org.jspecify.annotations.NullMarked;
