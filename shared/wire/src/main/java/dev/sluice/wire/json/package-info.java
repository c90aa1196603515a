/**
 * JSON as byte offsets: bodies are patched where they must change and copied where they must not.
 */
@NullMarked
package dev.sluice.wire.json;

import org.jspecify.annotations.NullMarked;
