@NullMarked
package dev.sluice.bench.coldstart;

import org.jspecify.annotations.NullMarked;
