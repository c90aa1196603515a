package dev.sluice.core.admit;

/**
 * What a request that goes on as a job holds of one scope. It is kept with the job's row, for
 * another process may see the job's end.
 *
 * @param scope its limits tell which counters are touched, their amounts are not looked at
 */
public record Holding(Scope scope, Claim claim) {}
