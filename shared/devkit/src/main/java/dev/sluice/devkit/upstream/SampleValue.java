package dev.sluice.devkit.upstream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes up a value that fits a JSON schema, as far as such schemas usually go. */
final class SampleValue {

    private SampleValue() {}

    static Object of(@Nullable Object schema, String text) {
        if (!(schema instanceof Map<?, ?> fields)) {
            return text;
        }
        if (fields.get("enum") instanceof List<?> values
                && !values.isEmpty()
                && values.getFirst() != null) {
            return values.getFirst();
        }
        Object type =
                fields.get("type") instanceof List<?> several && !several.isEmpty()
                        ? several.getFirst()
                        : fields.get("type");
        return switch (type instanceof String name ? name : "object") {
            case "string" -> text;
            case "integer" -> 3;
            case "number" -> 1.5;
            case "boolean" -> true;
            case "array" -> List.of(of(fields.get("items"), text));
            default -> object(fields, text);
        };
    }

    /** Every property, wanted or not; {@code {}} without any. */
    static Map<String, Object> object(@Nullable Object schema, String text) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (schema instanceof Map<?, ?> fields
                && fields.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach(
                    (name, property) -> object.put(String.valueOf(name), of(property, text)));
        }
        return object;
    }
}
