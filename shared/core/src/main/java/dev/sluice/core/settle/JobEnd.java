package dev.sluice.core.settle;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended, as its provider tells.
 *
 * @param completed whether it has made what was asked
 * @param errorCode why not; null where it has
 * @param costNanoUsd what the provider says that it charges; empty where it does not say
 * @param images how many pictures came, where those are what is billed; empty elsewhere
 * @param seconds how long what it made is; empty where it does not say
 */
public record JobEnd(
        boolean completed,
        @Nullable String errorCode,
        OptionalLong costNanoUsd,
        OptionalLong images,
        OptionalLong seconds) {}
