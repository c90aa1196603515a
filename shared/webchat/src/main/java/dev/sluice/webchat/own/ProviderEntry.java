package dev.sluice.webchat.own;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Secret;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider as a frontend sends it, unchecked.
 *
 * @param type empty if not given
 * @param apiEndpoint empty if not given
 * @param priority lower is asked first
 */
public record ProviderEntry(
        String type,
        String apiEndpoint,
        Secret apiKey,
        Optional<String> modelName,
        List<String> allowedModels,
        int priority,
        boolean usable) {
    private static final int DEFAULT_PRIORITY = 100;

    public ProviderEntry {
        allowedModels = List.copyOf(allowedModels);
    }

    /** Reads an array of them; the cursor is at its bracket, and at the closing one afterwards. */
    public static List<ProviderEntry> list(JsonCursor cursor) throws MalformedJson {
        List<ProviderEntry> entries = new ArrayList<>();
        while (cursor.next() != JsonToken.END_ARRAY) {
            if (cursor.at(JsonToken.START_OBJECT)) {
                entries.add(new Reader().read(cursor));
            } else {
                cursor.skip();
            }
        }
        return entries;
    }

    private static final class Reader {
        private String type = "";
        private String endpoint = "";
        private String key = "";
        private @Nullable String modelName;
        private @Nullable String model;
        private final List<String> allowedModels = new ArrayList<>();
        private int priority = DEFAULT_PRIORITY;
        private boolean enabled = true;
        private boolean chats = true;

        ProviderEntry read(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_OBJECT) {
                String name = cursor.name();
                cursor.next();
                member(cursor, name);
            }
            String fixed = modelName == null ? model : modelName;
            return new ProviderEntry(
                    type,
                    endpoint,
                    new Secret(key),
                    Optional.ofNullable(fixed).filter(id -> !id.isBlank()),
                    allowedModels,
                    priority,
                    enabled && chats && !key.isEmpty());
        }

        private void member(JsonCursor cursor, String name) throws MalformedJson {
            if (cursor.at(JsonToken.VALUE_STRING)) {
                text(name, cursor.text().strip());
            } else if (cursor.at(JsonToken.VALUE_FALSE) && name.equals("enabled")) {
                enabled = false;
            } else if (name.equals("priority")) {
                Long number = cursor.integer();
                priority = number == null ? priority : Math.clamp(number, 0, 1_000_000);
                cursor.skip();
            } else if (name.equals("capabilities") && cursor.at(JsonToken.START_OBJECT)) {
                capabilities(cursor);
            } else if (name.equals("allowedModels") && cursor.at(JsonToken.START_ARRAY)) {
                allowed(cursor);
            } else {
                cursor.skip();
            }
        }

        private void text(String name, String value) {
            switch (name) {
                case "type" -> type = value;
                case "apiEndpoint" -> endpoint = value;
                case "apiKey" -> key = value;
                case "modelName" -> modelName = value;
                case "model" -> model = value;
                default -> {}
            }
        }

        private void capabilities(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_OBJECT) {
                boolean chat = cursor.name().equals("chat");
                cursor.next();
                if (chat && cursor.at(JsonToken.VALUE_FALSE)) {
                    chats = false;
                }
                cursor.skip();
            }
        }

        private void allowed(JsonCursor cursor) throws MalformedJson {
            while (cursor.next() != JsonToken.END_ARRAY) {
                if (cursor.at(JsonToken.VALUE_STRING)) {
                    allowedModels.add(cursor.text().strip());
                }
                cursor.skip();
            }
        }
    }
}
