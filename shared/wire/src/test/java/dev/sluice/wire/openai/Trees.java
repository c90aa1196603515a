package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps and lists for comparisons; numbers keep their text, so that 1e2 is not 100. */
public final class Trees {
    private Trees() {}

    public record Num(String text) {}

    public static @Nullable Object parse(byte[] json) {
        return parse(new String(json, UTF_8));
    }

    public static @Nullable Object parse(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            Object tree = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one value: " + json);
            }
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Whether the bytes are one JSON value; a member may come twice. */
    public static boolean isJson(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    public static Map<String, @Nullable Object> object(byte[] json) {
        Object tree = parse(json);
        if (tree == null) {
            throw new IllegalArgumentException("null");
        }
        return (Map<String, @Nullable Object>) tree;
    }

    public static boolean has(@Nullable Object tree, String name) {
        return tree instanceof Map<?, ?> map && map.containsKey(name);
    }

    /** What lies at a path of names and indexes; null when nothing does. */
    public static @Nullable Object at(@Nullable Object tree, Object... path) {
        Object here = tree;
        for (Object step : path) {
            here =
                    switch (here) {
                        case Map<?, ?> map -> map.get(step);
                        case List<?> list when (int) step < list.size() -> list.get((int) step);
                        case null, default -> null;
                    };
        }
        return here;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> new Num(parser.getText());
        };
    }
}
