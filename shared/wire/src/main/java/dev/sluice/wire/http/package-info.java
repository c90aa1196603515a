/**
 * Our own HTTP/1.1 client, as much of it as a gateway needs: POST, kept connections that are
 * watched while they rest, answers read strictly ({@code docs/decisions/0001-http-stack.md}).
 */
@NullMarked
package dev.sluice.wire.http;

import org.jspecify.annotations.NullMarked;
