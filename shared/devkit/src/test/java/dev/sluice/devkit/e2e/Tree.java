package dev.sluice.devkit.e2e;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON to look into; what is not there is null all the way down. */
record Tree(@Nullable Object value) {

    static Tree parse(String json) {
        try {
            return new Tree(JSON.std.anyFrom(json));
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    /** Member by name, item by number. */
    Tree at(Object... path) {
        Object at = value;
        for (Object step : path) {
            if (step instanceof Integer index) {
                at = at instanceof List<?> list && index < list.size() ? list.get(index) : null;
            } else {
                at = at instanceof Map<?, ?> map ? map.get(step) : null;
            }
        }
        return new Tree(at);
    }

    List<Tree> items() {
        return value instanceof List<?> list ? list.stream().map(Tree::new).toList() : List.of();
    }

    Map<?, ?> map() {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    List<String> names() {
        return map().keySet().stream().map(String::valueOf).toList();
    }

    boolean isNull() {
        return value == null;
    }

    String text() {
        return Objects.requireNonNull((String) value);
    }

    String textOr(String otherwise) {
        return value instanceof String text ? text : otherwise;
    }

    double decimal() {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    long number() {
        return value instanceof Number number ? number.longValue() : -1;
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
