/**
 * The real local server between real clients and upstreams made of bare sockets: what a user meets,
 * and what an enemy tries.
 */
@NullMarked
package dev.sluice.devkit.e2e;

import org.jspecify.annotations.NullMarked;
