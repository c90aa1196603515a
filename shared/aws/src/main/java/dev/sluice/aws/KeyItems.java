package dev.sluice.aws;

import dev.sluice.core.authenticate.KeyRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the keys table: key {@code hash} (S); {@code name} (S); and, where set, {@code models}
 * (L of S), {@code rpm}, {@code tpm} (N), {@code createdAt}, {@code expiresAt} (S, ISO instants),
 * {@code revoked} (BOOL).
 */
final class KeyItems {
    static final String HASH = "hash";
    static final String NAME = "name";
    static final String REVOKED = "revoked";

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
        record.rpm().ifPresent(rpm -> item.put("rpm", Attributes.number(rpm)));
        record.tpm().ifPresent(tpm -> item.put("tpm", Attributes.number(tpm)));
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
                Attributes.optionalNumber(item, "rpm"),
                Attributes.optionalNumber(item, "tpm"),
                instant(item, "createdAt").orElse(Instant.EPOCH),
                instant(item, "expiresAt"),
                revoked(item.get(REVOKED)));
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
