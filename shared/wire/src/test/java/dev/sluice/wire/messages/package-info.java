@NullMarked
package dev.sluice.wire.messages;

import org.jspecify.annotations.NullMarked;
