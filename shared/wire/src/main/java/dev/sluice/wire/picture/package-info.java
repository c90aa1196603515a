/**
 * Pictures: what a client asks for, what each kind of provider is sent, and how its answer becomes
 * OpenAI's.
 */
@NullMarked
package dev.sluice.wire.picture;

import org.jspecify.annotations.NullMarked;
