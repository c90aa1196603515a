package dev.sluice.wire.json;

/** The bytes are not JSON. The message says what and where, and never quotes the bytes. */
public final class MalformedJson extends Exception {
    public MalformedJson(String reason, long atByte) {
        super(atByte < 0 ? reason : "%s at byte %d".formatted(reason, atByte));
    }
}
