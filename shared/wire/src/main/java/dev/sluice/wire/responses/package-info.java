/**
 * OpenAI's Responses: its requests as chats, and the answers of chat models as its items and
 * events. Pure functions over bytes; who calls whom is elsewhere.
 */
@NullMarked
package dev.sluice.wire.responses;

import org.jspecify.annotations.NullMarked;
