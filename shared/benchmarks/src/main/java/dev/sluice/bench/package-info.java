/** What the gateway adds: a load benchmark over real sockets, and the request path without any. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
