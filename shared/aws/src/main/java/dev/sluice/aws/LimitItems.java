package dev.sluice.aws;

import dev.sluice.core.admit.Dimension;
import dev.sluice.core.admit.ScopeState;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the limits table: key {@code scope} (S); {@code tatRequests}, {@code tatTokens},
 * {@code tatImages}, {@code tatNanoUsd} and {@code cooldownUntil} (N, epoch microseconds); {@code
 * ttl} (N, epoch seconds).
 */
final class LimitItems {
    static final String SCOPE = "scope";
    static final String COOLDOWN_UNTIL = "cooldownUntil";
    static final String TTL = "ttl";

    private static final Dimension[] DIMENSIONS = Dimension.values();

    private LimitItems() {}

    static Map<String, AttributeValue> key(String scopeId) {
        return Map.of(SCOPE, Attributes.text(scopeId));
    }

    /** The TAT attribute of a dimension. */
    static String tat(Dimension dimension) {
        return switch (dimension) {
            case REQUESTS -> "tatRequests";
            case TOKENS -> "tatTokens";
            case IMAGES -> "tatImages";
            case NANO_USD -> "tatNanoUsd";
        };
    }

    static ScopeState state(Map<String, AttributeValue> item) {
        Map<Dimension, Long> tatMicros = new EnumMap<>(Dimension.class);
        for (Dimension dimension : DIMENSIONS) {
            OptionalLong tat = Attributes.optionalNumber(item, tat(dimension));
            if (tat.isPresent()) {
                tatMicros.put(dimension, tat.getAsLong());
            }
        }
        return new ScopeState(tatMicros, Attributes.optionalNumber(item, COOLDOWN_UNTIL).orElse(0));
    }
}
