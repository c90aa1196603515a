@NullMarked
package dev.sluice.wire.openai.request;

import org.jspecify.annotations.NullMarked;
