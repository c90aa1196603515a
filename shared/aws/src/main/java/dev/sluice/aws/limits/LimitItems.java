package dev.sluice.aws.limits;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.Counter;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.limit.Limit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item of the limits table: key {@code scope} (S); for each limit by its name, {@code
 * partsTokens60s} (M, amount by the number of the part in base 36) and {@code sumTokens60s} (N,
 * their sum); {@code cooldownUntil} (N, epoch microseconds), {@code cooldownWait} (N, microseconds,
 * how long it was) and {@code cooldownProbed} (BOOL, where a probe opens it); {@code pauses} (M, by
 * the id of a model that cools down alone, which no probe opens: {@code untilMicros} and {@code
 * waitMicros}), of so many models at most ({@link ScopeState#MOST_PAUSED_MODELS}); {@code ttl} (N,
 * epoch seconds); {@code m0} to {@code m7} ({@link Mark}).
 *
 * <p>Other attributes are not looked at: items of a version that counted otherwise count as unused.
 */
public final class LimitItems {
    public static final String SCOPE = "scope";
    static final String COOLDOWN_UNTIL = "cooldownUntil";
    static final String COOLDOWN_WAIT = "cooldownWait";
    static final String COOLDOWN_PROBED = "cooldownProbed";
    static final String PAUSES = "pauses";

    /** All that keeps requests of a scope away for a while. */
    static final List<String> COOLDOWN =
            List.of(COOLDOWN_UNTIL, COOLDOWN_WAIT, COOLDOWN_PROBED, PAUSES);

    static final String PAUSE_UNTIL = "untilMicros";
    static final String TTL = "ttl";
    private static final String PAUSE_WAIT = "waitMicros";

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
        Map<String, Cooldown> cooldowns = new HashMap<>();
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            String name = attribute.getKey();
            if (name.startsWith(PARTS) && attribute.getValue().hasM()) {
                counters.put(
                        Character.toLowerCase(name.charAt(PARTS.length()))
                                + name.substring(PARTS.length() + 1),
                        counter(attribute.getValue().m()));
            } else if (name.equals(COOLDOWN_UNTIL)) {
                cooldowns.put(Scope.WHOLE, whole(item));
            } else if (name.equals(PAUSES)) {
                attribute
                        .getValue()
                        .m()
                        .forEach((model, of) -> cooldowns.put(model, pause(of.m())));
            }
        }
        return new ScopeState(counters, cooldowns);
    }

    private static Cooldown whole(Map<String, AttributeValue> item) {
        return new Cooldown(
                Attributes.number(item, COOLDOWN_UNTIL),
                Attributes.optionalNumber(item, COOLDOWN_WAIT).orElse(0),
                item.containsKey(COOLDOWN_PROBED));
    }

    private static Cooldown pause(Map<String, AttributeValue> pause) {
        return new Cooldown(
                Attributes.number(pause, PAUSE_UNTIL), Attributes.number(pause, PAUSE_WAIT), false);
    }

    /** What {@code pauses} holds. */
    static AttributeValue pauses(Map<String, Cooldown> byModel) {
        Map<String, AttributeValue> pauses = new HashMap<>();
        byModel.forEach(
                (model, cooldown) ->
                        pauses.put(
                                model,
                                AttributeValue.fromM(
                                        Map.of(
                                                PAUSE_UNTIL,
                                                Attributes.number(cooldown.untilMicros()),
                                                PAUSE_WAIT,
                                                Attributes.number(cooldown.waitMicros())))));
        return AttributeValue.fromM(pauses);
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
