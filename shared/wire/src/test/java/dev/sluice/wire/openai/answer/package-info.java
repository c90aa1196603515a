@NullMarked
package dev.sluice.wire.openai.answer;

import org.jspecify.annotations.NullMarked;
