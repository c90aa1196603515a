package dev.sluice.wire.dialect;

import dev.sluice.wire.json.Patched;

/**
 * A request in its provider's language.
 *
 * @param path what is appended to the slot's base URL
 * @param body what is sent, JSON
 * @param answers how the answer is read
 */
public record Spoken(String path, Patched body, Answers answers) {}
