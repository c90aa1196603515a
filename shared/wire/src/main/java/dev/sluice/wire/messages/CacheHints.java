package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.core.call.Caching;
import java.util.Arrays;

/**
 * Finds what a request in Anthropic's Messages, or a chat, asks to be kept in the provider's cache:
 * {@code "cache_control": {"type": "ephemeral", "ttl": "1h"}}, wherever it stands; without a time
 * it is five minutes. Looks at the bytes and knows no JSON: in a text its quotes would be escaped.
 */
public final class CacheHints {
    private static final byte[] NAME = "\"cache_control\"".getBytes(US_ASCII);
    private static final byte[] HOUR = "\"1h\"".getBytes(US_ASCII);

    /** Horspool's: how far to go on, by the byte below the name's last one. */
    private static final int[] STEPS = steps();

    private CacheHints() {}

    /** The longest time that any of them names. */
    public static Caching of(byte[] body) {
        Caching longest = Caching.NONE;
        int end = 0;
        for (int at = next(body, 0); at >= 0; at = next(body, end)) {
            end = at;
            while (end < body.length && body[end] != '}') {
                end++;
            }
            if (has(body, at, end, HOUR)) {
                return Caching.AN_HOUR;
            }
            longest = Caching.MINUTES;
        }
        return longest;
    }

    /** How many there are. */
    static int count(byte[] body) {
        int count = 0;
        for (int at = next(body, 0); at >= 0; at = next(body, at)) {
            count++;
        }
        return count;
    }

    /** Behind the next one; negative where there is none. */
    private static int next(byte[] body, int from) {
        int last = NAME.length - 1;
        for (int at = from; at + last < body.length; at += STEPS[body[at + last] & 0xFF]) {
            if (isAt(body, at, NAME)) {
                return at + NAME.length;
            }
        }
        return -1;
    }

    private static boolean has(byte[] body, int from, int to, byte[] text) {
        for (int at = from; at + text.length <= to; at++) {
            if (isAt(body, at, text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] body, int at, byte[] text) {
        return Arrays.equals(body, at, at + text.length, text, 0, text.length);
    }

    private static int[] steps() {
        int[] steps = new int[1 << Byte.SIZE];
        Arrays.fill(steps, NAME.length);
        for (int i = 0; i < NAME.length - 1; i++) {
            steps[NAME[i]] = NAME.length - 1 - i;
        }
        return steps;
    }
}
