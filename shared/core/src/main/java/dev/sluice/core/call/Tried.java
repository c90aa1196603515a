package dev.sluice.core.call;

/** Who was asked before a request was refused, for the headers of the refusal. */
public record Tried(String provider, String model) {}
