package dev.sluice.wire.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An array of plain numbers, read from its bytes: a vector has a thousand of them, of which a
 * parser makes a thousand tokens. By the letter of RFC 8259 §6; each becomes the float that is
 * nearest to it.
 */
public final class NumberList {
    /** So many digits fit a long. */
    private static final int MOST_DIGITS = 18;

    private static final int FIRST_FLOATS = 1_024;

    /** What a double holds exactly. */
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    /** A double's bits that a float has not, and the middle between two floats in them. */
    private static final long BITS_BELOW_FLOAT = (1L << 29) - 1;

    private static final long MIDDLE = 1L << 28;

    /** More than the steps below make a double wrong by. */
    private static final long DOUBT = 16;

    private final byte[] bytes;
    private final int to;
    private final boolean isKept;
    private byte[] floats;
    private int at;
    private int count;

    /** Of the number that is read: its first digits, how many more fit, and its power of ten. */
    private long digits;

    private int room;
    private int scale;

    private NumberList(byte[] bytes, int start, int to, boolean isKept) {
        this.bytes = bytes;
        this.to = to;
        this.isKept = isKept;
        this.floats = new byte[isKept ? FIRST_FLOATS * Float.BYTES : 0];
        this.at = start + 1;
    }

    /** Null where there is anything else in the array that opens at {@code start}. */
    static @Nullable NumberList read(byte[] bytes, int start, int to, boolean isKept) {
        NumberList list = new NumberList(bytes, start, to, isKept);
        return list.readAll() ? list : null;
    }

    public int count() {
        return count;
    }

    /** Index of the closing bracket. */
    public int last() {
        return at;
    }

    /** All of them as little-endian float32, if they were to be kept. */
    public byte[] littleEndian() {
        return Arrays.copyOf(floats, isKept ? count * Float.BYTES : 0);
    }

    private boolean readAll() {
        space();
        if (at < to && bytes[at] == ']') {
            return true;
        }
        while (number()) {
            count++;
            space();
            if (at == to || (bytes[at] != ',' && bytes[at] != ']')) {
                return false;
            }
            if (bytes[at] == ']') {
                return true;
            }
            at++;
            space();
        }
        return false;
    }

    private void space() {
        while (at < to && JsonText.isSpace(bytes[at])) {
            at++;
        }
    }

    /** Reads one; false where there is none. */
    private boolean number() {
        int start = at;
        boolean isNegative = at < to && bytes[at] == '-';
        int whole = isNegative ? at + 1 : at;
        digits = 0;
        room = MOST_DIGITS;
        scale = 0;
        at = digits(whole, false);
        if (at == whole || (bytes[whole] == '0' && at > whole + 1)) {
            return false;
        }
        if (at < to && bytes[at] == '.') {
            int fraction = at + 1;
            at = digits(fraction, true);
            if (at == fraction) {
                return false;
            }
        }
        boolean hasExponent = at < to && (bytes[at] | 0x20) == 'e';
        if (hasExponent && !exponent()) {
            return false;
        }
        if (isKept) {
            double magnitude = hasExponent ? Double.NaN : scaled();
            keep(start, isNegative ? -magnitude : magnitude);
        }
        return true;
    }

    /** Digits in a row; returns the index behind them. */
    private int digits(int from, boolean isFraction) {
        int i = from;
        long value = digits;
        int left = room;
        int ignored = 0;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            if (left > 0) {
                value = value * 10 + bytes[i] - '0';
                left -= value == 0 ? 0 : 1;
            } else {
                ignored++;
            }
            i++;
        }
        digits = value;
        room = left;
        scale += isFraction ? from - i + ignored : ignored;
        return i;
    }

    private boolean exponent() {
        int i = at + 1;
        if (i < to && (bytes[i] == '+' || bytes[i] == '-')) {
            i++;
        }
        at = i;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > i;
    }

    /** Right to a few of a double's last bits; no number where it may not be. */
    private double scaled() {
        if (Math.abs(scale) >= TENS.length) {
            return Double.NaN;
        }
        return scale < 0 ? digits / TENS[-scale] : digits * TENS[scale];
    }

    private void keep(int start, double near) {
        float value = isSure(near) ? (float) near : Float.parseFloat(text(start));
        if (count * Float.BYTES == floats.length) {
            floats = Arrays.copyOf(floats, floats.length * 2);
        }
        int bits = Float.floatToRawIntBits(value);
        int into = count * Float.BYTES;
        floats[into] = (byte) bits;
        floats[into + 1] = (byte) (bits >> 8);
        floats[into + 2] = (byte) (bits >> 16);
        floats[into + 3] = (byte) (bits >> 24);
    }

    /** Not where it lies between two floats: which one is nearer, its last bits would tell. */
    private static boolean isSure(double near) {
        double magnitude = Math.abs(near);
        if (magnitude == 0) {
            return true;
        }
        long below = Double.doubleToRawLongBits(near) & BITS_BELOW_FLOAT;
        return magnitude >= Float.MIN_NORMAL
                && magnitude < Float.MAX_VALUE
                && Math.abs(below - MIDDLE) > DOUBT;
    }

    private String text(int start) {
        return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
    }
}
