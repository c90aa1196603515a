package dev.sluice.wire.door;

/** A request's body was longer than its reader allows. */
public final class BodyTooLarge extends Exception {

    private final int limitBytes;

    public BodyTooLarge(int limitBytes) {
        super("request body is longer than " + limitBytes + " bytes");
        this.limitBytes = limitBytes;
    }

    /** The most that was allowed. */
    public int limitBytes() {
        return limitBytes;
    }
}
