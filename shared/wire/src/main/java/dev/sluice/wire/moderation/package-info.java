/** Moderation by guard models: they are asked by chat, and their verdicts become OpenAI's form. */
@NullMarked
package dev.sluice.wire.moderation;

import org.jspecify.annotations.NullMarked;
