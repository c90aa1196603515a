/**
 * Atlas Cloud's media API: models are asked by {@code generateImage}, {@code generateVideo} or
 * {@code generateAudio}, each in a schema of its own, and answer as a prediction that is looked at
 * until it ends.
 */
@NullMarked
package dev.sluice.wire.atlas;

import org.jspecify.annotations.NullMarked;
