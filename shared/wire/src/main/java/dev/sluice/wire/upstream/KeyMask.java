package dev.sluice.wire.upstream;

import dev.sluice.core.call.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blanks the key that a provider was called with out of what it answers: some quote it.
 *
 * <p>A piece is an event or a whole body. A key that stands whole in a piece is found by looking at
 * few of the bytes (Horspool). One that is cut by the ends of pieces stands at the end of a JSON
 * string and goes on at the beginning of a string in its choice's next piece: as soon as three
 * quarters of it have come, what comes of it is blanked, so that the client never has more than
 * those, and nothing is held back. For one answer and one thread.
 */
final class KeyMask {
    /** A shorter one is a word that any text may have. */
    private static final int LEAST_KEY_BYTES = 8;

    private static final byte[] INDEX = "\"index\":".getBytes(StandardCharsets.UTF_8);

    /** Choices beyond it share a place. */
    private static final int PLACES = 8;

    private final byte[] key;
    private final byte[] skips = new byte[256];

    /** So much of the key at the end of a string can be nothing else. */
    private final int knownBytes;

    /**
     * By choice and length: whether a string of its last piece ended with so much of the key. Empty
     * before any has, which in most answers none does.
     */
    private boolean[][] ended = {};

    private boolean[] endsNow;
    private boolean anyEndsNow;

    /** Whether a piece that is remembered ended with any of the key. */
    private boolean anyEnded;

    private boolean anyEmpty;

    KeyMask(Secret secret) {
        this.key = secret.reveal().getBytes(StandardCharsets.UTF_8);
        this.knownBytes = Math.max(LEAST_KEY_BYTES, key.length * 3 / 4);
        this.endsNow = new boolean[key.length];
        Arrays.fill(skips, skip(key.length));
        for (int i = 0; i < key.length - 1; i++) {
            skips[key[i] & 0xFF] = skip(key.length - 1 - i);
        }
    }

    /** As much of it as fits a byte. */
    private static byte skip(int bytes) {
        return (byte) Math.min(bytes, 0xFF);
    }

    /** Overwrites the key with asterisks wherever it stands in {@code [from, to)}. */
    void mask(byte[] bytes, int from, int to) {
        if (key.length < LEAST_KEY_BYTES) {
            return;
        }
        whole(bytes, from, to);
        if (anyEnded) {
            int place = place(bytes, from, to);
            strings(bytes, from, to, ended[place]);
            remember(place);
        } else {
            strings(bytes, from, to, null);
            if (anyEndsNow) {
                remember(place(bytes, from, to));
            }
            anyEmpty = false;
        }
    }

    private void whole(byte[] bytes, int from, int to) {
        int last = key.length - 1;
        int at = from;
        while (at + last < to) {
            byte end = bytes[at + last];
            if (end == key[last] && Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
                blank(bytes, at, key.length);
            }
            at += skips[end & 0xFF] & 0xFF;
        }
    }

    /** Of the piece's choice. */
    private static int place(byte[] bytes, int from, int to) {
        int last = to - INDEX.length - 1;
        for (int at = from; at <= last; at++) {
            if (bytes[at] == '"'
                    && bytes[at + 1] == 'i'
                    && Arrays.equals(bytes, at, at + INDEX.length, INDEX, 0, INDEX.length)) {
                return bytes[at + INDEX.length] & (PLACES - 1);
            }
        }
        return 0;
    }

    /** Finds the JSON strings, but for names: no text is in them. */
    private void strings(byte[] bytes, int from, int to, boolean @Nullable [] before) {
        int start = -1;
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            if (b == '\\' && start >= 0) {
                at++;
            } else if (b == '"' && start < 0) {
                start = at + 1;
            } else if (b == '"') {
                if (at + 1 == to || bytes[at + 1] != ':') {
                    anyEmpty |= start == at;
                    if (before != null) {
                        goesOn(bytes, start, at, before);
                    }
                    ends(bytes, start, at);
                }
                start = -1;
            }
        }
    }

    /** Whether it begins with what is missing of a key that began in the piece before. */
    private void goesOn(byte[] bytes, int start, int end, boolean[] before) {
        for (int length = key.length - 1; length > 0; length--) {
            int more = Math.min(key.length - length, end - start);
            if (more > 0
                    && before[length]
                    && bytes[start] == key[length]
                    && Arrays.equals(bytes, start, start + more, key, length, length + more)) {
                found(bytes, start, more, length + more);
                return;
            }
        }
    }

    /** Whether it ends with the beginning of the key: the longest counts. */
    private void ends(byte[] bytes, int start, int end) {
        for (int at = Math.max(start, end - key.length + 1); at < end; at++) {
            if (bytes[at] == key[0] && Arrays.equals(bytes, at, end, key, 0, end - at)) {
                found(bytes, at, end - at, end - at);
                return;
            }
        }
    }

    private void found(byte[] bytes, int at, int count, int length) {
        if (length < key.length) {
            endsNow[length] = true;
            anyEndsNow = true;
        }
        if (length >= knownBytes) {
            blank(bytes, at, count);
        }
    }

    /** A text that is empty comes between nothing. */
    private void remember(int place) {
        if (ended.length == 0) {
            ended = new boolean[PLACES][key.length];
        }
        boolean[] before = ended[place];
        for (int length = 1; length < key.length; length++) {
            endsNow[length] |= anyEmpty && before[length];
        }
        ended[place] = endsNow;
        endsNow = before;
        Arrays.fill(endsNow, false);
        anyEmpty = false;
        anyEnded = anyEndsNow || (anyEnded && isAny(ended));
        anyEndsNow = false;
    }

    private static boolean isAny(boolean[][] ended) {
        for (boolean[] lengths : ended) {
            for (boolean length : lengths) {
                if (length) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void blank(byte[] bytes, int at, int count) {
        Arrays.fill(bytes, at, at + count, (byte) '*');
    }
}
