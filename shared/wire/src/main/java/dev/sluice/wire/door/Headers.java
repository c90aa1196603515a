package dev.sluice.wire.door;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * HTTP header fields: names match without regard to case, order is kept, nothing changes once
 * built.
 *
 * <p>A name must be a token (RFC 9110 §5.1) and a value must hold no CR, LF or NUL (§5.5), so that
 * no text from outside can start a header of its own.
 *
 * <p>They are kept as they stand on the wire, in one array: a byte a character (ISO 8859-1), and
 * what has none is a question mark. A stream has them for as long as it lasts, and as five objects
 * a field they were more than a quarter of what a collection found of it.
 */
public final class Headers {

    private static final byte[] NO_LINES = {};
    private static final int[] NO_ENDS = {};
    private static final Headers NONE = new Headers(NO_LINES, NO_ENDS, 0);
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final String BEFORE_VALUE = ": ";
    private static final String BEHIND_VALUE = "\r\n";

    /** A line behind the other: name, colon, blank, value, CR LF. */
    private final byte[] lines;

    /**
     * Of each field, where its name ends and where its line does; those beyond them mean nothing.
     */
    private final int[] ends;

    private final int count;

    private Headers(byte[] lines, int[] ends, int count) {
        this.lines = lines;
        this.ends = ends;
        this.count = count;
    }

    /** No header at all. */
    public static Headers none() {
        return NONE;
    }

    /** From names and values in turn. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("the last header name has no value");
        }
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The first value of that name. */
    public @Nullable String first(String name) {
        for (int i = 0; i < count; i++) {
            if (isNamed(i, name)) {
                return value(i);
            }
        }
        return null;
    }

    /** The value of that name if there is exactly one. */
    public @Nullable String only(String name) {
        int only = -1;
        for (int i = 0; i < count; i++) {
            if (isNamed(i, name)) {
                if (only >= 0) {
                    return null;
                }
                only = i;
            }
        }
        return only < 0 ? null : value(only);
    }

    /** All values of that name, in order; empty if there is none. */
    public List<String> all(String name) {
        List<String> values = List.of();
        for (int i = 0; i < count; i++) {
            if (isNamed(i, name)) {
                if (values.isEmpty()) {
                    values = new ArrayList<>(2);
                }
                values.add(value(i));
            }
        }
        return values;
    }

    /** Hands every name and value to {@code action}, in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < count; i++) {
            action.accept(text(from(ends, i), nameEnd(ends, i)), value(i));
        }
    }

    /** Hands every field to {@code action} as it is kept, in order. */
    public void forEachLine(LineAction action) {
        for (int i = 0; i < count; i++) {
            action.accept(lines, from(ends, i), nameEnd(ends, i), to(ends, i));
        }
    }

    /** What is done with a field. */
    public interface LineAction {
        /**
         * Its line is {@code lines[from, to)}, its name the part of it before {@code nameEnd}. The
         * array is theirs: it is read, and not kept.
         */
        void accept(byte[] lines, int from, int nameEnd, int to);
    }

    /** A builder that starts with these fields. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.lines = lines.clone();
        builder.ends = ends.clone();
        builder.count = count;
        return builder;
    }

    /** The names alone: values may be secrets. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        forEach((name, value) -> names.add(name));
        return names.toString();
    }

    private boolean isNamed(int field, String name) {
        return isNamed(lines, from(ends, field), nameEnd(ends, field), name);
    }

    /** Whether this stands there, without regard to case. */
    public static boolean isNamed(byte[] lines, int from, int nameEnd, String name) {
        boolean same = nameEnd - from == name.length();
        for (int i = 0; same && i < name.length(); i++) {
            same = lower(lines[from + i] & 0xFF) == lower(name.charAt(i));
        }
        return same;
    }

    /** Of a token's character: those of ASCII. */
    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }

    private String value(int field) {
        return text(
                nameEnd(ends, field) + BEFORE_VALUE.length(),
                to(ends, field) - BEHIND_VALUE.length());
    }

    private String text(int from, int to) {
        return new String(lines, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static int from(int[] ends, int field) {
        return field == 0 ? 0 : to(ends, field - 1);
    }

    private static int nameEnd(int[] ends, int field) {
        return ends[2 * field];
    }

    private static int to(int[] ends, int field) {
        return ends[2 * field + 1];
    }

    /** Collects fields, and begins anew when they are built. Not for several threads. */
    public static final class Builder {
        private static final int USUAL_FIELDS = 12;
        private static final int USUAL_BYTES = 512;

        private byte[] lines = NO_LINES;
        private int[] ends = NO_ENDS;
        private int count;

        private Builder() {}

        /**
         * Appends a field, also when the name is there already.
         *
         * @throws IllegalArgumentException if the name is no token or the value holds CR, LF or NUL
         */
        public Builder add(String name, String value) {
            check(name, name.length(), value, 0, value.length());
            append(name, name.length(), value, 0, value.length());
            return this;
        }

        /**
         * Appends the field that a line is, without the blanks around its value; refuses as {@link
         * #add} does.
         *
         * @param colon where its name ends
         */
        public Builder addLine(String line, int colon) {
            int from = colon + 1;
            int to = line.length();
            while (from < to && Character.isWhitespace(line.charAt(from))) {
                from++;
            }
            while (from < to && Character.isWhitespace(line.charAt(to - 1))) {
                to--;
            }
            check(line, colon, line, from, to);
            append(line, colon, line, from, to);
            return this;
        }

        /** Puts a field in place of all of that name; refuses as {@link #add} does. */
        public Builder set(String name, String value) {
            for (int i = count - 1; i >= 0; i--) {
                if (isNamed(lines, from(ends, i), nameEnd(ends, i), name)) {
                    remove(i);
                }
            }
            return add(name, value);
        }

        private void append(String name, int nameEnd, String value, int from, int to) {
            int start = count == 0 ? 0 : to(ends, count - 1);
            makeRoom(start + nameEnd + BEFORE_VALUE.length() + to - from + BEHIND_VALUE.length());
            int at = put(start, name, 0, nameEnd);
            ends[2 * count] = at;
            at = put(at, BEFORE_VALUE, 0, BEFORE_VALUE.length());
            at = put(at, value, from, to);
            ends[2 * count + 1] = put(at, BEHIND_VALUE, 0, BEHIND_VALUE.length());
            count++;
        }

        private void makeRoom(int bytes) {
            if (bytes > lines.length) {
                lines =
                        Arrays.copyOf(
                                lines, Math.max(bytes, Math.max(USUAL_BYTES, 2 * lines.length)));
            }
            if (2 * count == ends.length) {
                ends = Arrays.copyOf(ends, Math.max(2 * USUAL_FIELDS, 2 * ends.length));
            }
        }

        private int put(int at, String text, int from, int to) {
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                lines[at + i - from] = (byte) (c > 0xFF ? '?' : c);
            }
            return at + to - from;
        }

        private void remove(int field) {
            int from = from(ends, field);
            int to = to(ends, field);
            System.arraycopy(lines, to, lines, from, to(ends, count - 1) - to);
            count--;
            for (int i = 2 * field; i < 2 * count; i++) {
                ends[i] = ends[i + 2] - (to - from);
            }
        }

        /** What grew far beyond what is in it is kept no larger: a request keeps it to its end. */
        private byte[] trimmedLines() {
            int used = to(ends, count - 1);
            return lines.length - used > USUAL_BYTES ? Arrays.copyOf(lines, used) : lines;
        }

        private int[] trimmedEnds() {
            int used = 2 * count;
            return ends.length - used > 2 * USUAL_FIELDS ? Arrays.copyOf(ends, used) : ends;
        }

        public Headers build() {
            if (count == 0) {
                return NONE;
            }
            Headers built = new Headers(trimmedLines(), trimmedEnds(), count);
            lines = NO_LINES;
            ends = NO_ENDS;
            count = 0;
            return built;
        }
    }

    private static void check(String name, int nameEnd, String value, int from, int to) {
        boolean token = nameEnd > 0;
        for (int i = 0; token && i < nameEnd; i++) {
            token = isTokenChar(name.charAt(i));
        }
        if (!token) {
            throw new IllegalArgumentException("header name is not a token");
        }
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(
                        "value of header \""
                                + name.substring(0, nameEnd)
                                + "\" holds CR, LF or NUL");
            }
        }
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
