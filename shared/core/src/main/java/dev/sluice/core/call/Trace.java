package dev.sluice.core.call;

import org.jspecify.annotations.Nullable;

/**
 * Where a request belongs in a trace: passed on to the provider and written in the log. What has
 * not exactly the right shape is dropped without a word, so that each part is safe in a header and
 * in a line.
 *
 * <p>There is no {@code tracestate} and no {@code baggage}: they carry what others put in, and the
 * provider is a third party.
 */
public final class Trace {
    public static final Trace NONE = new Trace(null, null);

    private static final int LONGEST_AMAZON_CHARS = 512;
    private static final String ROOT = "Root=";
    private static final int ROOT_CHARS = 35;
    private static final int PARENT_CHARS = 55;

    private final @Nullable String amazon;
    private final @Nullable String parent;

    private Trace(@Nullable String amazon, @Nullable String parent) {
        this.amazon = amazon;
        this.parent = parent;
    }

    /**
     * @param amazon as in AWS's {@code X-Amzn-Trace-Id}: {@code Root=1-<8 hex>-<24 hex>}, and more
     *     fields with semicolons between
     * @param parent as in {@code traceparent} (W3C Trace Context §3.2.2)
     */
    public static Trace of(@Nullable String amazon, @Nullable String parent) {
        String ofAmazon = amazon != null && isAmazon(amazon) ? amazon : null;
        String ofParent = parent != null && isParent(parent) ? known(parent) : null;
        return ofAmazon == null && ofParent == null ? NONE : new Trace(ofAmazon, ofParent);
    }

    /** Of a bounded length, letters, digits and {@code =;:|._-} alone. */
    public @Nullable String amazon() {
        return amazon;
    }

    /** 55 characters, of version 00. */
    public @Nullable String parent() {
        return parent;
    }

    /** What to look for elsewhere: the id of {@link #parent}, else the root of {@link #amazon}. */
    public @Nullable String id() {
        if (parent != null) {
            return parent.substring(3, 35);
        }
        if (amazon != null) {
            int at = rootAt(amazon);
            return amazon.substring(at, at + ROOT_CHARS);
        }
        return null;
    }

    private static boolean isAmazon(String value) {
        if (value.length() > LONGEST_AMAZON_CHARS) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain =
                    (c >= '0' && c <= '9')
                            || (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || "=;:|._-".indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return rootAt(value) >= 0;
    }

    /** Where the value of the first well-formed root begins, or -1. */
    private static int rootAt(String value) {
        for (int at = 0; at >= 0; at = nextField(value, at)) {
            int root = at + ROOT.length();
            int end = root + ROOT_CHARS;
            if (value.startsWith(ROOT, at)
                    && (value.length() == end || (value.length() > end && value.charAt(end) == ';'))
                    && value.startsWith("1-", root)
                    && isHex(value, root + 2, 8)
                    && value.charAt(root + 10) == '-'
                    && isHex(value, root + 11, 24)) {
                return root;
            }
        }
        return -1;
    }

    private static int nextField(String value, int at) {
        int semicolon = value.indexOf(';', at);
        return semicolon < 0 ? -1 : semicolon + 1;
    }

    /** A later version may have more behind the four fields, after another hyphen. */
    private static boolean isParent(String value) {
        return value.length() >= PARENT_CHARS
                && isHex(value, 0, 2)
                && !value.startsWith("ff")
                && (value.length() == PARENT_CHARS
                        || (!value.startsWith("00") && value.charAt(PARENT_CHARS) == '-'))
                && value.charAt(2) == '-'
                && isId(value, 3, 32)
                && value.charAt(35) == '-'
                && isId(value, 36, 16)
                && value.charAt(52) == '-'
                && isHex(value, 53, 2);
    }

    /** In the version that we know, as §4.3 asks; it begins with the same four fields. */
    private static String known(String parent) {
        return parent.startsWith("00") ? parent : "00" + parent.substring(2, PARENT_CHARS);
    }

    /** Hex and not all zeroes. */
    private static boolean isId(String value, int from, int chars) {
        boolean zero = true;
        for (int i = from; zero && i < from + chars; i++) {
            zero = value.charAt(i) == '0';
        }
        return !zero && isHex(value, from, chars);
    }

    private static boolean isHex(String value, int from, int chars) {
        for (int i = from; i < from + chars; i++) {
            char c = value.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        String id = id();
        return id == null ? "no trace" : "trace " + id;
    }
}
