/** The way to the providers: one HTTP client, one exchange an attempt, a vigil over its times. */
@NullMarked
package dev.sluice.wire.upstream;

import org.jspecify.annotations.NullMarked;
