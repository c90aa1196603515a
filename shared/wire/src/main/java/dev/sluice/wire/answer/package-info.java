/** What a client gets of an answer, in which form, and how far it has come. */
@NullMarked
package dev.sluice.wire.answer;

import org.jspecify.annotations.NullMarked;
