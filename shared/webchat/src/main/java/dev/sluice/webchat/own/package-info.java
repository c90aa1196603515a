/** Providers that visitors bring along, with keys of their own. */
@NullMarked
package dev.sluice.webchat.own;

import org.jspecify.annotations.NullMarked;
