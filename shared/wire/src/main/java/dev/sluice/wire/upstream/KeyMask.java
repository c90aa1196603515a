package dev.sluice.wire.upstream;

import dev.sluice.core.call.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Blanks the key that a provider was called with out of what it answers: some quote it. Looks at
 * few of the bytes (Horspool). For any number of pieces; a key that is cut by their ends is not
 * found, so a piece is an event or a whole body. Safe for use by any thread.
 */
final class KeyMask {
    /** A shorter one is a word that any text may have. */
    private static final int LEAST_KEY_BYTES = 8;

    private final byte[] key;
    private final int[] skips = new int[256];

    KeyMask(Secret secret) {
        this.key = secret.reveal().getBytes(StandardCharsets.UTF_8);
        Arrays.fill(skips, key.length);
        for (int i = 0; i < key.length - 1; i++) {
            skips[key[i] & 0xFF] = key.length - 1 - i;
        }
    }

    /** Overwrites the key with asterisks wherever it stands in {@code [from, to)}. */
    void mask(byte[] bytes, int from, int to) {
        int last = key.length - 1;
        if (key.length < LEAST_KEY_BYTES) {
            return;
        }
        int at = from;
        while (at + last < to) {
            byte end = bytes[at + last];
            if (end == key[last] && Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
                Arrays.fill(bytes, at, at + key.length, (byte) '*');
            }
            at += skips[end & 0xFF];
        }
    }
}
