package dev.sluice.aws;

import dev.sluice.core.settle.OpenRow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items of the usage table: key {@code callerId} (S) and {@code sk} (S). A row has {@code sk =
 * req#<requestId>}, a rollup of a day {@code day#2026-11-25}. While a row is open it has {@code
 * openShard} (S, "0" to "7") and {@code deadline} (N, epoch microseconds), the key of the sparse
 * index {@code open}. Names: architecture §5.
 */
final class LedgerItems {
    static final String CALLER_ID = "callerId";
    static final String SK = "sk";
    static final String STATE = "state";
    static final String RESERVED = "reserved";
    static final String SETTLED = "settled";
    static final String OPEN_INDEX = "open";
    static final String OPEN_SHARD = "openShard";
    static final String DEADLINE = "deadline";
    static final String TTL = "ttl";
    static final int SHARDS = 8;

    private static final long KEPT_DAYS = 400;

    private LedgerItems() {}

    static Map<String, AttributeValue> rowKey(OpenRow row) {
        return Map.of(
                CALLER_ID, Attributes.text(row.callerId()),
                SK, Attributes.text("req#" + row.requestId()));
    }

    static Map<String, AttributeValue> rollupKey(OpenRow row) {
        LocalDate day = row.createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
        return Map.of(
                CALLER_ID, Attributes.text(row.callerId()), SK, Attributes.text("day#" + day));
    }

    static AttributeValue ttl(OpenRow row) {
        return Attributes.number(row.createdAt().plus(KEPT_DAYS, ChronoUnit.DAYS).getEpochSecond());
    }

    static Map<String, AttributeValue> open(OpenRow row) {
        Map<String, AttributeValue> item = new HashMap<>(rowKey(row));
        item.put("requestId", Attributes.text(row.requestId()));
        item.put("slot", Attributes.number(row.slot()));
        item.put("provider", Attributes.text(row.provider()));
        item.put("modelAsked", Attributes.text(row.modelAsked()));
        item.put("modelServed", Attributes.text(row.modelServed()));
        item.put(STATE, Attributes.text(RESERVED));
        item.put("reservedInputTokens", Attributes.number(row.reservedInputTokens()));
        item.put("reservedOutputTokens", Attributes.number(row.reservedOutputTokens()));
        item.put("catalogVersion", Attributes.text(row.catalogVersion()));
        item.put("createdAt", Attributes.text(row.createdAt().toString()));
        item.put(OPEN_SHARD, Attributes.text(shard(row.requestId())));
        item.put(DEADLINE, Attributes.number(micros(row.deadline())));
        item.put(TTL, ttl(row));
        return item;
    }

    static OpenRow openRow(Map<String, AttributeValue> item) {
        return new OpenRow(
                Attributes.text(item, "requestId"),
                Attributes.text(item, CALLER_ID),
                Math.toIntExact(Attributes.number(item, "slot")),
                Attributes.text(item, "provider"),
                Attributes.text(item, "modelAsked"),
                Attributes.text(item, "modelServed"),
                Attributes.number(item, "reservedInputTokens"),
                Attributes.number(item, "reservedOutputTokens"),
                Attributes.text(item, "catalogVersion"),
                Instant.parse(Attributes.text(item, "createdAt")),
                Instant.EPOCH.plus(Attributes.number(item, DEADLINE), ChronoUnit.MICROS));
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static String shard(String requestId) {
        return Integer.toString(Math.floorMod(requestId.hashCode(), SHARDS));
    }
}
