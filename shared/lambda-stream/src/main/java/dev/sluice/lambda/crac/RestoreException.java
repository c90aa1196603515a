package dev.sluice.lambda.crac;

/** Hooks failed after the restore; their exceptions are the suppressed ones. */
public final class RestoreException extends Exception {}
