/** What is counted: one name a measure, one value for amounts of several. */
@NullMarked
package dev.sluice.core.measure;

import org.jspecify.annotations.NullMarked;
