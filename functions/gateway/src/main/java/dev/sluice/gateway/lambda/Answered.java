package dev.sluice.gateway.lambda;

import org.jspecify.annotations.Nullable;

/** What a request's line tells of its answer. */
interface Answered {
    /** 0 until it has begun. */
    int status();

    @Nullable String header(String name);
}
