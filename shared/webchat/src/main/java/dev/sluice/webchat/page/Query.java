package dev.sluice.webchat.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters behind the question mark. Broken escapes count as not given. */
public final class Query {
    private final Map<String, String> values = new HashMap<>();

    public Query(String raw) {
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    /** An instant, or a date: then its start, or with {@code end} its last moment. */
    public Optional<Instant> time(String name, boolean end) {
        return text(name)
                .map(
                        value -> {
                            try {
                                return value.contains("T")
                                        ? Instant.parse(value)
                                        : LocalDate.parse(value)
                                                .atStartOfDay(ZoneOffset.UTC)
                                                .toInstant()
                                                .plusMillis(end ? 86_399_999 : 0);
                            } catch (DateTimeException e) {
                                return null;
                            }
                        });
    }

    private void put(String name, String value) {
        try {
            values.putIfAbsent(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // counts as not given
        }
    }
}
