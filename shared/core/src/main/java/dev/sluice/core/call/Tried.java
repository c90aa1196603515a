package dev.sluice.core.call;

/**
 * Who was asked before a request was refused, for the headers of the refusal.
 *
 * @param meters the limits as they stood when it was admitted
 */
public record Tried(String provider, String model, Meters meters) {}
