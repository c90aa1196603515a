/** What an operator types: keys, credit, exports, imports. Never deployed. */
@NullMarked
package dev.sluice.operator;

import org.jspecify.annotations.NullMarked;
