package dev.sluice.wire.api;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code GET /health}: that this process answers, and what it is. No key, no paid call, no store.
 */
public final class HealthDoor {
    private final byte[] body;

    public HealthDoor(Catalog catalog, String stage, String version) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "ok");
        answer.put("service", "sluice");
        answer.put("version", version);
        answer.put("stage", stage);
        answer.put("catalogVersion", catalog.version());
        this.body = JSON.std.asBytes(answer);
    }

    void answer(Visit visit) throws IOException {
        visit.json(200, Headers.of("cache-control", "no-store"), body);
    }
}
