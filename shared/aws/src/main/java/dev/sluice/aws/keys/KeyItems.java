package dev.sluice.aws.keys;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the keys table: key {@code hash} (S); {@code name} (S); and, where set, {@code models}
 * (L of S), {@code rpm}, {@code tpm} (N), {@code limits} (M: other limits' amounts by {@link
 * Limit#name}), {@code createdAt}, {@code expiresAt} (S, ISO instants), {@code revoked} (BOOL).
 */
public final class KeyItems {
    public static final String HASH = "hash";
    static final String NAME = "name";
    static final String REVOKED = "revoked";

    private static final String RPM = Limit.perMinute(Measure.REQUESTS, 1).name();
    private static final String TPM = Limit.perMinute(Measure.TOKENS, 1).name();

    private KeyItems() {}

    static Map<String, AttributeValue> key(String hash) {
        return Map.of(HASH, Attributes.text(hash));
    }

    static Map<String, AttributeValue> item(KeyRecord record) {
        Map<String, AttributeValue> item = new HashMap<>(key(record.hash()));
        item.put(NAME, Attributes.text(record.name()));
        item.put(
                "models",
                AttributeValue.fromL(
                        record.allowedModels().stream().map(Attributes::text).toList()));
        putLimits(item, record.limits());
        item.put("createdAt", Attributes.text(record.createdAt().toString()));
        record.expiresAt().ifPresent(at -> item.put("expiresAt", Attributes.text(at.toString())));
        item.put(REVOKED, Attributes.flag(record.revoked()));
        return item;
    }

    static KeyRecord record(Map<String, AttributeValue> item) {
        return new KeyRecord(
                Attributes.text(item, HASH),
                Attributes.text(item, NAME),
                models(item.get("models")),
                limits(item),
                instant(item, "createdAt").orElse(Instant.EPOCH),
                instant(item, "expiresAt"),
                revoked(item.get(REVOKED)));
    }

    private static void putLimits(Map<String, AttributeValue> item, List<Limit> limits) {
        Map<String, AttributeValue> others = new HashMap<>();
        for (Limit limit : limits) {
            if (limit.name().equals(RPM)) {
                item.put("rpm", Attributes.number(limit.amount()));
            } else if (limit.name().equals(TPM)) {
                item.put("tpm", Attributes.number(limit.amount()));
            } else {
                others.put(limit.name(), Attributes.number(limit.amount()));
            }
        }
        if (!others.isEmpty()) {
            item.put("limits", AttributeValue.fromM(others));
        }
    }

    private static List<Limit> limits(Map<String, AttributeValue> item) {
        List<Limit> limits =
                Limit.perMinute(
                        Attributes.optionalNumber(item, "rpm"),
                        Attributes.optionalNumber(item, "tpm"));
        AttributeValue others = item.get("limits");
        if (others != null && !others.hasM()) {
            throw new IllegalStateException("attribute \"limits\" is no map");
        }
        if (others != null) {
            for (String name : new TreeSet<>(others.m().keySet())) {
                limits.add(Limit.named(name, Attributes.number(others.m(), name)));
            }
        }
        return limits;
    }

    /** Whatever was written there by hand, if it does not say false, it is meant. */
    private static boolean revoked(@Nullable AttributeValue value) {
        return value != null
                && !Boolean.FALSE.equals(value.bool())
                && !Boolean.TRUE.equals(value.nul());
    }

    /** A list, or a set of texts as other tools write it. */
    private static List<String> models(@Nullable AttributeValue value) {
        if (value == null) {
            return List.of();
        }
        if (!value.hasSs() && !value.hasL()) {
            throw new IllegalStateException("attribute \"models\" is no list");
        }
        return value.hasSs() ? value.ss() : value.l().stream().map(AttributeValue::s).toList();
    }

    private static Optional<Instant> instant(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(Attributes.textOrNull(item, name)).map(Instant::parse);
    }
}
