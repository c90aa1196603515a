@NullMarked
package dev.sluice.core.catalog;

import org.jspecify.annotations.NullMarked;
