package dev.sluice.wire.api;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.endpoint.Route;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code GET /health}: that this process answers, and what it is. No key, no paid call, no store.
 */
public final class HealthDoor {
    static final Route ROUTE = new Route("GET", "/health");

    private final Map<String, Object> facts = new LinkedHashMap<>();

    public HealthDoor(Catalog catalog, String stage, String version) {
        facts.put("status", "ok");
        facts.put("service", "sluice");
        facts.put("version", version);
        facts.put("stage", stage);
        facts.put("catalogVersion", catalog.version());
    }

    void answer(Visit visit) throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>(facts);
        Instant now = Instant.EPOCH.plus(visit.epochMicros(), ChronoUnit.MICROS);
        answer.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
        visit.json(200, Headers.of("cache-control", "no-store"), JSON.std.asBytes(answer));
    }
}
