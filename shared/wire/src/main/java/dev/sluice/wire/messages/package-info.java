/**
 * Anthropic's Messages, which agents speak: their requests as chats, chats' answers as their events
 * and messages, and the reverse of both for providers that speak them; errors and limits as their
 * clients know them.
 */
@NullMarked
package dev.sluice.wire.messages;

import org.jspecify.annotations.NullMarked;
