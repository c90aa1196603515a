package dev.sluice.lambda.crac;

/** Hooks failed before the snapshot; their exceptions are the suppressed ones. */
public final class CheckpointException extends Exception {}
