package dev.sluice.aws.limits;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.Counter;
import dev.sluice.core.limit.Limit;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Writes one conditional update of a scope's item, limit by limit. Every change keeps the sum equal
 * to its parts and asks only for what it must know, so takings beside it do not disturb it:
 *
 * <pre>
 *   start    SET parts = {now: c}, sum = c                          if there are none
 *   add      SET parts.now = (parts.now or 0) + c, sum = sum + c    if sum ≤ most
 *   drop     … REMOVE parts.old, sum = sum + c - old                if parts.old is still so
 *   replace  SET parts = {…}, sum = …                               if parts are still those
 *   refund   SET parts.then = parts.then - r, sum = sum - r         if parts.then ≥ r
 * </pre>
 *
 * For use by one thread, once.
 */
final class LimitUpdate {
    private static final String AND = " AND ";

    private final StringBuilder sets = new StringBuilder(256);
    private final StringBuilder removes = new StringBuilder();
    private final StringBuilder conditions = new StringBuilder(256);
    private final Map<String, AttributeValue> values = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();

    void start(Limit limit, long part, long amount) {
        replaceBy(limit, Counter.UNUSED.plus(part, amount));
        when("attribute_not_exists(" + LimitItems.sum(limit) + ")");
    }

    /** Adds to a part; {@link #atMost} or {@link #exists} has to say on which condition. */
    void add(Limit limit, long part, long amount) {
        addToPart(limit, part, amount);
        addToSum(limit, amount);
    }

    /** Adds to a part and drops some of those seen, which is another way to make room. */
    void addAndDrop(Limit limit, long part, long amount, Counter seen, int[] dropped) {
        for (int i : dropped) {
            String path = path(limit, seen.part(i));
            remove(path);
            when(path + " = " + value(seen.amount(i)));
        }
        addToPart(limit, part, amount);
        addToSum(limit, Math.subtractExact(amount, seen.amountOf(dropped)));
    }

    /** Writes a whole counter where the item still has what was seen. */
    void replace(Limit limit, Counter seen, Counter next) {
        replaceBy(limit, next);
        when(LimitItems.parts(limit) + " = " + value(LimitItems.parts(seen)));
    }

    /** Takes from a part that still holds so much. */
    void refund(Limit limit, long part, long amount) {
        String path = path(limit, part);
        String given = value(amount);
        set(path + " = " + path + " - " + given);
        set(LimitItems.sum(limit) + " = " + LimitItems.sum(limit) + " - " + given);
        when(path + " >= " + given);
    }

    /** From one part to another; the sum stays. */
    void move(Limit limit, long from, long to, long amount) {
        String path = path(limit, from);
        String moved = value(amount);
        set(path + " = " + path + " - " + moved);
        addToPart(limit, to, amount);
        when(path + " >= " + moved);
    }

    void atMost(Limit limit, long sum) {
        when(LimitItems.sum(limit) + " <= " + value(sum));
    }

    /** Counts a taking once, however often it is sent: its mark says that it is there. */
    void once(Mark mark) {
        String place = mark.attribute();
        String value = value(mark.number());
        set(place + " = " + value);
        when("(attribute_not_exists(" + place + ") OR " + place + " <> " + value + ")");
    }

    void exists(Limit limit) {
        when("attribute_exists(" + LimitItems.sum(limit) + ")");
    }

    /**
     * Passes where the whole scope does not cool down. A pause that is seen to be over goes, or
     * becomes the probe's, where it is still that one.
     */
    void notCoolingDown(Cooldown seen, long nowMicros) {
        String until = LimitItems.COOLDOWN_UNTIL;
        if (seen.equals(Cooldown.NONE) || seen.holds(nowMicros)) {
            String over = until + " <= " + value(nowMicros);
            String probed = LimitItems.COOLDOWN_PROBED;
            when(
                    "(attribute_not_exists("
                            + until
                            + ") OR ("
                            + over
                            + " AND attribute_not_exists("
                            + probed
                            + ")))");
        } else if (seen.awaitsProbe(nowMicros)) {
            when(until + " = " + value(seen.untilMicros()));
            set(until + " = " + value(seen.probing(nowMicros).untilMicros()));
        } else {
            when(until + " = " + value(seen.untilMicros()));
            remove(until);
            remove(LimitItems.COOLDOWN_WAIT);
        }
    }

    /** Passes where this model does not cool down. A pause that is seen to hold nobody goes. */
    void notCoolingDown(String model, Cooldown seen, long nowMicros) {
        if (seen.equals(Cooldown.NONE) || seen.holds(nowMicros)) {
            when(over(model, nowMicros));
        } else if (seen.untilMicros() <= nowMicros) {
            dropPause(model, nowMicros);
        } else { // a clock far ahead wrote it
            when(until(model) + " = " + value(seen.untilMicros()));
            remove(pause(model));
        }
    }

    /**
     * Drops the pause of a model that is seen to be over. Where others drop it at the same time
     * this passes too.
     */
    void dropPause(String model, long nowMicros) {
        when("attribute_exists(" + LimitItems.PAUSES + ")"); // else it cannot be removed from
        when(over(model, nowMicros));
        remove(pause(model));
    }

    private String over(String model, long nowMicros) {
        return "(attribute_not_exists("
                + pause(model)
                + ") OR "
                + until(model)
                + " <= "
                + value(nowMicros)
                + ")";
    }

    private String until(String model) {
        return pause(model) + "." + LimitItems.PAUSE_UNTIL;
    }

    private String pause(String model) {
        return LimitItems.PAUSES + "." + name(model);
    }

    /** The item lives so long at least. */
    void timeToLive(long epochSeconds) {
        names.put("#ttl", LimitItems.TTL);
        set("#ttl = " + value(epochSeconds));
    }

    UpdateItemRequest.Builder request(String table, String scopeId) {
        UpdateItemRequest.Builder request =
                UpdateItemRequest.builder()
                        .tableName(table)
                        .key(LimitItems.key(scopeId))
                        .updateExpression("SET " + sets + removes)
                        .conditionExpression(conditions.toString())
                        .expressionAttributeValues(values)
                        .returnValues(ReturnValue.ALL_NEW)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD);
        return names.isEmpty() ? request : request.expressionAttributeNames(names);
    }

    private void replaceBy(Limit limit, Counter next) {
        set(LimitItems.parts(limit) + " = " + value(LimitItems.parts(next)));
        set(LimitItems.sum(limit) + " = " + value(next.sum()));
    }

    private void addToPart(Limit limit, long part, long amount) {
        String path = path(limit, part);
        set(path + " = if_not_exists(" + path + ", " + value(0) + ") + " + value(amount));
    }

    private void addToSum(Limit limit, long amount) {
        set(LimitItems.sum(limit) + " = " + LimitItems.sum(limit) + " + " + value(amount));
    }

    private void set(String text) {
        sets.append(sets.isEmpty() ? "" : ", ").append(text);
    }

    private void remove(String path) {
        removes.append(removes.isEmpty() ? " REMOVE " : ", ").append(path);
    }

    private void when(String text) {
        conditions.append(conditions.isEmpty() ? "" : AND).append(text);
    }

    private String value(long number) {
        return value(Attributes.number(number));
    }

    private String value(AttributeValue value) {
        String name = ":v" + values.size();
        values.put(name, value);
        return name;
    }

    /** Parts of several limits are often the same, and one alias does for them. */
    private String path(Limit limit, long part) {
        return LimitItems.parts(limit) + "." + name(LimitItems.partKey(part));
    }

    private String name(String key) {
        String alias = aliases.get(key);
        if (alias == null) {
            alias = "#p" + aliases.size();
            aliases.put(key, alias);
            names.put(alias, key);
        }
        return alias;
    }
}
