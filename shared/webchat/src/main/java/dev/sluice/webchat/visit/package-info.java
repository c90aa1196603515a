/** Who is at a web door, and whose accounts serve. */
@NullMarked
package dev.sluice.webchat.visit;

import org.jspecify.annotations.NullMarked;
