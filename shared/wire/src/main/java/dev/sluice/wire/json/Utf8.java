package dev.sluice.wire.json;

/**
 * Checks UTF-8 by the letter (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
 * Parsers are more lenient, each in its own way: a name that two of them read differently is a way
 * around a check.
 */
public final class Utf8 {
    private Utf8() {}

    /**
     * Index of the first byte of the first sequence that is no character; -1 when there is none.
     */
    public static int firstFault(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] >= 0) {
                i++;
                continue;
            }
            int length = sequenceBytes(bytes, i, bytes.length);
            if (length == 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /**
     * Length of the sequence of two to four bytes at {@code i}; 0 when it is none before {@code
     * to}.
     */
    public static int sequenceBytes(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xFF;
        int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length == 0 || i + length > to) {
            return 0;
        }
        int second = bytes[i + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        boolean good = second >= lowest && second <= highest;
        for (int k = 2; k < length; k++) {
            good &= (bytes[i + k] & 0xC0) == 0x80;
        }
        return good ? length : 0;
    }
}
