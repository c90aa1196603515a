/** The keys table: callers' keys by their hashes. */
@NullMarked
package dev.sluice.aws.keys;

import org.jspecify.annotations.NullMarked;
