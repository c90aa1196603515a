/** The frontend's chat, and the proxy that speaks OpenAI's. */
@NullMarked
package dev.sluice.webchat.chat;

import org.jspecify.annotations.NullMarked;
