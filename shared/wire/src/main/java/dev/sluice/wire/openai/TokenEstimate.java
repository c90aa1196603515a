package dev.sluice.wire.openai;

/** Tokens guessed from bytes, where nobody has counted them: 3.5 bytes a token, rounded up. */
public final class TokenEstimate {
    private TokenEstimate() {}

    public static long ofBytes(long utf8Bytes) {
        return Math.ceilDiv(Math.multiplyExact(2L, utf8Bytes), 7L);
    }
}
