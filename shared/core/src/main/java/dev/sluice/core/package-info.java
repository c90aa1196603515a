@NullMarked
package dev.sluice.core;

import org.jspecify.annotations.NullMarked;
