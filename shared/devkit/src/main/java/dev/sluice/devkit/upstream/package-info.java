/**
 * A provider to develop and test against, in this process and at no cost. It speaks as Together AI
 * does, streams believable text at a believable pace for any model it is asked for, and misbehaves
 * when the model's name says so ({@link dev.sluice.devkit.upstream.Script}).
 *
 * <p>The way of a request: {@code UpstreamDoor} checks it, {@code ScriptedAsk} is what it asks for,
 * {@code Composer} invents an {@code ScriptedAnswer}, {@code Together} writes it as JSON, {@code
 * Performance} plays it at the {@code TokenPace}.
 */
@NullMarked
package dev.sluice.devkit.upstream;

import org.jspecify.annotations.NullMarked;
