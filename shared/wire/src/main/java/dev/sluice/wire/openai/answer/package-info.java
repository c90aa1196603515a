/** Answers to chats, streamed and whole: read once, and edited as spans of the provider's bytes. */
@NullMarked
package dev.sluice.wire.openai.answer;

import org.jspecify.annotations.NullMarked;
