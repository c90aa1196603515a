package dev.sluice.core.call;

/**
 * Which models whose price is not known a caller's credit serves, though it cannot count them
 * (docs/decisions/0005-credit.md).
 */
public enum Unpriced {
    /** None: what a budget does not count is above it. */
    NONE,
    /** Those of servers that the operator names, which may cost nothing; no service's. */
    OF_NAMED_SERVERS,
    /** All: the operator gives them away. */
    ALL;

    boolean includes(boolean ofService) {
        return this == ALL || (this == OF_NAMED_SERVERS && !ofService);
    }
}
