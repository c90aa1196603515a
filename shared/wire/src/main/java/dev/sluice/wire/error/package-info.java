/**
 * What is wrong: with a request, in OpenAI's words, and what a provider says instead of an answer.
 */
@NullMarked
package dev.sluice.wire.error;

import org.jspecify.annotations.NullMarked;
