/** What requests and answers of providers that speak OpenAI's language share. */
@NullMarked
package dev.sluice.wire.openai;

import org.jspecify.annotations.NullMarked;
