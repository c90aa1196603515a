@NullMarked
package dev.sluice.wire.job;

import org.jspecify.annotations.NullMarked;
