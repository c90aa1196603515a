/**
 * {@code make coldstart}: how long a fresh function takes to its first byte, beside a hello world
 * on Lambda's stock runtime client.
 *
 * <p>Nothing of the gateway is on this package's class path: what is measured are the processes
 * that {@link dev.sluice.bench.coldstart.Start} starts from the unpacked zip. The stand-ins are no
 * more than sockets and constant answers, so that they take no processor from what they measure.
 */
@NullMarked
package dev.sluice.bench.coldstart;

import org.jspecify.annotations.NullMarked;
