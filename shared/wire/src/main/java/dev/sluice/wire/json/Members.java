package dev.sluice.wire.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members of an object that may be missing. */
public final class Members {
    private Members() {}

    /** One that is there and not null. */
    public static @Nullable JsonView given(Map<String, JsonView> members, String name) {
        JsonView value = members.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** A string, decoded; the other where there is none. */
    public static String wordOr(Map<String, JsonView> members, String name, String otherwise)
            throws MalformedJson {
        JsonView value = members.get(name);
        String word = value == null ? null : value.text();
        return word == null ? otherwise : word;
    }
}
