/**
 * What providers speak: one class a language, one line in {@link
 * dev.sluice.wire.dialects.Dialects}. A request that is already in its provider's language keeps
 * its bytes; any other meets the language in {@link dev.sluice.wire.dialect.Piece}s.
 */
@NullMarked
package dev.sluice.wire.dialect;

import org.jspecify.annotations.NullMarked;
