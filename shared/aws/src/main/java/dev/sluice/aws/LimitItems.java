package dev.sluice.aws;

import dev.sluice.core.admit.Counter;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.limit.Limit;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the limits table: key {@code scope} (S); for each limit by its name, {@code
 * partsTokens60s} (M, amount by the number of the part in base 36) and {@code sumTokens60s} (N,
 * their sum); {@code cooldownUntil} (N, epoch microseconds); {@code ttl} (N, epoch seconds).
 *
 * <p>Other attributes are not looked at: items of a version that counted otherwise count as unused.
 */
final class LimitItems {
    static final String SCOPE = "scope";
    static final String COOLDOWN_UNTIL = "cooldownUntil";
    static final String TTL = "ttl";

    private static final String PARTS = "parts";
    private static final String SUM = "sum";
    private static final int RADIX = 36;

    private LimitItems() {}

    static Map<String, AttributeValue> key(String scopeId) {
        return Map.of(SCOPE, Attributes.text(scopeId));
    }

    /** The attribute of a limit's parts. */
    static String parts(Limit limit) {
        return PARTS + capital(limit.name());
    }

    /** The attribute of their sum. */
    static String sum(Limit limit) {
        return SUM + capital(limit.name());
    }

    /** A part's key among the parts. */
    static String partKey(long part) {
        return Long.toString(part, RADIX);
    }

    static AttributeValue parts(Counter counter) {
        Map<String, AttributeValue> parts = new HashMap<>();
        for (int i = 0; i < counter.size(); i++) {
            parts.put(partKey(counter.part(i)), Attributes.number(counter.amount(i)));
        }
        return AttributeValue.fromM(parts);
    }

    static ScopeState state(Map<String, AttributeValue> item) {
        Map<String, Counter> counters = new HashMap<>();
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            String name = attribute.getKey();
            if (name.startsWith(PARTS) && attribute.getValue().hasM()) {
                counters.put(
                        Character.toLowerCase(name.charAt(PARTS.length()))
                                + name.substring(PARTS.length() + 1),
                        counter(attribute.getValue().m()));
            }
        }
        return new ScopeState(counters, Attributes.optionalNumber(item, COOLDOWN_UNTIL).orElse(0));
    }

    private static Counter counter(Map<String, AttributeValue> parts) {
        long[] numbers = new long[parts.size()];
        long[] amounts = new long[parts.size()];
        int i = 0;
        for (Map.Entry<String, AttributeValue> part : parts.entrySet()) {
            numbers[i] = Long.parseLong(part.getKey(), RADIX);
            amounts[i] = Long.parseLong(part.getValue().n());
            i++;
        }
        return Counter.of(numbers, amounts);
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
