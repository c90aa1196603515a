package dev.sluice.wire.coding;

/** The coded bytes are broken. The message says how and quotes nothing of them. */
public final class BadCoding extends Exception {
    BadCoding(String message) {
        super(message, null, false, false);
    }
}
