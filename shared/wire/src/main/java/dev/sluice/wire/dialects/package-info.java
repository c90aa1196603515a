/** The list of the languages that providers can speak, and those made of several of them. */
@NullMarked
package dev.sluice.wire.dialects;

import org.jspecify.annotations.NullMarked;
