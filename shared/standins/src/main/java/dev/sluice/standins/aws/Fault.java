package dev.sluice.standins.aws;

/** What becomes of a call that is made to fail. */
public enum Fault {
    /** Status 500; nothing is written. */
    ERROR,
    /** DynamoDB has no capacity for it; nothing is written. */
    THROTTLE,
    /** The connection breaks before anything is written. */
    RESET,
    /** It is written, and the connection breaks before the answer. */
    LOSE_ANSWER,
    /** Nothing is written, and nobody answers. */
    HANG,
    /** It is written and answered, a second later. */
    DELAY
}
