package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.CatalogException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that knows where it stands, so that every complaint names file, row and rule. Not
 * for several threads.
 */
final class Row {

    private final String file;
    private final String name;
    private final Map<String, Object> fields;
    private final Set<String> asked = new HashSet<>();

    Row(String file, String name, Map<String, Object> fields) {
        this.file = file;
        this.name = name;
        this.fields = fields;
    }

    Set<String> keys() {
        return fields.keySet();
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    /** Remarks are for the reader of the file only. */
    void note() {
        asked.add("note");
    }

    String text(String key) {
        return optionalText(key).orElseThrow(() -> broken("\"" + key + "\" is missing"));
    }

    Optional<String> optionalText(String key) {
        return Optional.ofNullable(get(key, String.class, "a string"));
    }

    OptionalLong optionalLong(String key) {
        Long value = get(key, Long.class, "a whole number");
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(get(key, Boolean.class, "true or false"));
    }

    /** The strings of an array; none when there is no such field. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (Object item : items(key)) {
            if (!(item instanceof String text)) {
                throw broken("\"" + key + "\" must hold strings: " + item);
            }
            texts.add(text);
        }
        return texts;
    }

    /** The objects of an array, each named by its field {@code nameKey}. */
    List<Row> rows(String key, String nameKey) {
        List<Row> rows = new ArrayList<>();
        for (Object item : items(key)) {
            String place = key + "[" + rows.size() + "]";
            if (!(item instanceof Map<?, ?> object)) {
                throw broken("\"" + place + "\" must be an object");
            }
            Object itsName = object.get(nameKey);
            rows.add(new Row(file, itsName instanceof String text ? text : place, cast(object)));
        }
        return rows;
    }

    /** A nested object, named as part of this row; an empty one when there is no such field. */
    Row object(String key) {
        Map<?, ?> object = get(key, Map.class, "an object");
        return new Row(file, name, object == null ? Map.of() : cast(object));
    }

    /**
     * Runs a reader of this row; what a record's own rules refuse becomes a complaint about this
     * row.
     */
    <T> T read(Function<Row, T> reader) {
        try {
            T value = reader.apply(this);
            refuseUnknownFields();
            return value;
        } catch (IllegalArgumentException | ArithmeticException refused) {
            throw broken(String.valueOf(refused.getMessage()));
        }
    }

    /** A misspelt field must not pass as an absent one. */
    void refuseUnknownFields() {
        for (String key : fields.keySet()) {
            if (!asked.contains(key)) {
                throw broken("field \"" + key + "\" is unknown");
            }
        }
    }

    CatalogException broken(String rule) {
        return new CatalogException(file, name, rule);
    }

    private List<?> items(String key) {
        List<?> items = get(key, List.class, "an array");
        return items == null ? List.of() : items;
    }

    private <T> @Nullable T get(String key, Class<T> type, String typeName) {
        asked.add(key);
        Object value = fields.get(key);
        if (value != null && !type.isInstance(value)) {
            throw broken("\"" + key + "\" must be " + typeName + ": " + value);
        }
        return type.cast(value);
    }

    /** Safe: {@link JsonTree} makes no other maps. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }
}
