package dev.sluice.devkit.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of JSON that must be what the page takes them for. */
final class Fields {
    private Fields() {}

    static Map<?, ?> object(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return value instanceof List<?> list ? list : List.of();
    }
}
