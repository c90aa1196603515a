package dev.sluice.wire.coding;

/** What is decoded is longer than its reader takes: a bomb, or simply too much. */
public final class TooLong extends Exception {
    TooLong() {
        super("the decoded content is too long", null, false, false);
    }
}
