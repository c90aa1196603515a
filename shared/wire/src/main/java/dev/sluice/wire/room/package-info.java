/** The bytes that all requests and answers together may take of the process. */
@NullMarked
package dev.sluice.wire.room;

import org.jspecify.annotations.NullMarked;
