/**
 * Sockets and the virtual threads that wait for them. {@link dev.sluice.wire.net.Net} is the choice
 * of a process: the JDK's scheduler with its pollers, or a {@code Loop} that runs the threads and
 * polls the sockets itself ({@code docs/decisions/0008-speed.md}, "Who polls").
 */
@NullMarked
package dev.sluice.wire.net;

import org.jspecify.annotations.NullMarked;
