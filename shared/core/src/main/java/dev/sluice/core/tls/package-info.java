/**
 * How a TLS client of this process begins, by the JDK's own means: what first handshakes cost is a
 * third of a start that no snapshot has behind it ({@code docs/decisions/0003-cold-start.md}). What
 * is believed and what is accepted is the JDK's to say.
 */
@NullMarked
package dev.sluice.core.tls;

import org.jspecify.annotations.NullMarked;
