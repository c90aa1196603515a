@NullMarked
package dev.sluice.aws;

import org.jspecify.annotations.NullMarked;
