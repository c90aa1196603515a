package dev.sluice.wire.json;

import java.util.Arrays;

/**
 * Names of members as strings. Those that come again and again are kept, in a small table of fixed
 * size: names come from strangers, so a new one may put out an old one, and none is kept for long.
 * Safe for use by any thread: strings are immutable, and a lost one is made again.
 */
final class JsonNames {
    private static final int LONGEST_KEPT_BYTES = 24;
    private static final String[] KEPT = new String[256];

    static {
        Arrays.fill(KEPT, "");
    }

    private JsonNames() {}

    /** The text between the quotes. */
    static String of(byte[] bytes, int start, int end) {
        if (end - start > LONGEST_KEPT_BYTES) {
            return JsonText.unquote(bytes, start, end);
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 8) & KEPT.length - 1;
        String kept = KEPT[place];
        if (isSame(kept, bytes, start, end)) {
            return kept;
        }
        String name = JsonText.unquote(bytes, start, end);
        KEPT[place] = name;
        return name;
    }

    /** Bytes of ASCII alone are the text itself; others are never the same. */
    private static boolean isSame(String kept, byte[] bytes, int start, int end) {
        boolean same = kept.length() == end - start;
        for (int i = start; same && i < end; i++) {
            same = bytes[i] == kept.charAt(i - start) && bytes[i] != '\\';
        }
        return same;
    }
}
