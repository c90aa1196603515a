/** OpenAI's chat and completion bodies: read once, edited as spans of the original bytes. */
@NullMarked
package dev.sluice.wire.openai;

import org.jspecify.annotations.NullMarked;
