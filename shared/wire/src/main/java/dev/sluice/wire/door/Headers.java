package dev.sluice.wire.door;

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
 */
public final class Headers {

    private static final Field[] NO_FIELDS = {};
    private static final Headers NONE = new Headers(NO_FIELDS, 0);
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** The first {@link #count} of them; a list that is gone through makes an object each time. */
    private final Field[] fields;

    private final int count;

    private Headers(Field[] fields, int count) {
        this.fields = fields;
        this.count = count;
    }

    private record Field(String name, String value) {}

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
            if (fields[i].name.equalsIgnoreCase(name)) {
                return fields[i].value;
            }
        }
        return null;
    }

    /** The value of that name if there is exactly one. */
    public @Nullable String only(String name) {
        String only = null;
        for (int i = 0; i < count; i++) {
            if (fields[i].name.equalsIgnoreCase(name)) {
                if (only != null) {
                    return null;
                }
                only = fields[i].value;
            }
        }
        return only;
    }

    /** All values of that name, in order; empty if there is none. */
    public List<String> all(String name) {
        List<String> values = List.of();
        for (int i = 0; i < count; i++) {
            if (fields[i].name.equalsIgnoreCase(name)) {
                if (values.isEmpty()) {
                    values = new ArrayList<>(2);
                }
                values.add(fields[i].value);
            }
        }
        return values;
    }

    /** Hands every name and value to {@code action}, in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < count; i++) {
            action.accept(fields[i].name, fields[i].value);
        }
    }

    /** A builder that starts with these fields. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        forEach(builder::append);
        return builder;
    }

    /** The names alone: values may be secrets. */
    @Override
    public String toString() {
        return Arrays.stream(fields, 0, count).map(Field::name).toList().toString();
    }

    /** Collects fields, and begins anew when they are built. Not for several threads. */
    public static final class Builder {
        private static final int USUAL_FIELDS = 12;

        private Field[] fields = NO_FIELDS;
        private int count;

        private Builder() {}

        /**
         * Appends a field, also when the name is there already.
         *
         * @throws IllegalArgumentException if the name is no token or the value holds CR, LF or NUL
         */
        public Builder add(String name, String value) {
            append(checkedName(name), checkedValue(name, value));
            return this;
        }

        private void append(String name, String value) {
            if (count == fields.length) {
                fields = Arrays.copyOf(fields, count == 0 ? USUAL_FIELDS : 2 * count);
            }
            fields[count++] = new Field(name, value);
        }

        /** Puts a field in place of all of that name; refuses as {@link #add} does. */
        public Builder set(String name, String value) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (!fields[i].name.equalsIgnoreCase(name)) {
                    fields[kept++] = fields[i];
                }
            }
            count = kept;
            return add(name, value);
        }

        public Headers build() {
            if (count == 0) {
                return NONE;
            }
            Headers built = new Headers(fields, count);
            fields = NO_FIELDS;
            count = 0;
            return built;
        }
    }

    private static String checkedName(String name) {
        boolean token = !name.isEmpty();
        for (int i = 0; token && i < name.length(); i++) {
            token = isTokenChar(name.charAt(i));
        }
        if (!token) {
            throw new IllegalArgumentException("header name is not a token");
        }
        return name;
    }

    private static String checkedValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException(
                        "value of header \"" + name + "\" holds CR, LF or NUL");
            }
        }
        return value;
    }

    private static boolean isTokenChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
