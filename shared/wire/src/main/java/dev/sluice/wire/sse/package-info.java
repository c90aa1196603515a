/** Server-sent events as bytes: what an upstream sends, what a client reads. */
@NullMarked
package dev.sluice.wire.sse;

import org.jspecify.annotations.NullMarked;
