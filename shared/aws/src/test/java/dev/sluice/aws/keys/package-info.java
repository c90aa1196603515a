@NullMarked
package dev.sluice.aws.keys;

import org.jspecify.annotations.NullMarked;
