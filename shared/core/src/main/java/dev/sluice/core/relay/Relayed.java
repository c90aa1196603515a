package dev.sluice.core.relay;

import dev.sluice.core.resolve.Candidate;

/** A request that reached the client: who served it, and how it ended. */
public record Relayed(Candidate candidate, Attempted.Delivered delivered) {}
