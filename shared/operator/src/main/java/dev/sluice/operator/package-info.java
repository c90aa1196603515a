/** What an operator types: keys, usage, credit, exports, imports. Never deployed. */
@NullMarked
package dev.sluice.operator;

import org.jspecify.annotations.NullMarked;
