package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.admit.Claim;
import dev.sluice.core.admit.Holding;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.settle.Job;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a row knows of its job: {@code jobId} (S), {@code jobForm} (S), {@code jobUntil} (N, epoch
 * microseconds), {@code jobShown} (M), {@code jobHeld} (L: what it holds of limits, a map a scope),
 * {@code jobHidden} (BOOL) where its caller has deleted it.
 */
final class JobItems {
    static final String ID = "jobId";
    static final String FORM = "jobForm";
    static final String HIDDEN = "jobHidden";
    private static final String UNTIL = "jobUntil";
    private static final String SHOWN = "jobShown";
    private static final String HELD = "jobHeld";

    private JobItems() {}

    static void put(Map<String, AttributeValue> item, Job job) {
        item.put(ID, Attributes.text(job.id()));
        item.put(FORM, Attributes.text(job.form()));
        item.put(UNTIL, Attributes.number(LedgerItems.micros(job.until())));
        Map<String, AttributeValue> shown = new HashMap<>();
        job.shown().forEach((name, value) -> shown.put(name, Attributes.text(value)));
        item.put(SHOWN, AttributeValue.fromM(shown));
        item.put(HELD, AttributeValue.fromL(job.held().stream().map(JobItems::held).toList()));
    }

    /** Empty where the row is of a request alone. */
    static Optional<Job> job(Map<String, AttributeValue> item) {
        String id = Attributes.textOrNull(item, ID);
        if (id == null) {
            return Optional.empty();
        }
        Map<String, String> shown = new HashMap<>();
        map(item, SHOWN).forEach((name, value) -> shown.put(name, value.s()));
        return Optional.of(
                new Job(
                        id,
                        Attributes.text(item, FORM),
                        Instant.EPOCH.plus(Attributes.number(item, UNTIL), ChronoUnit.MICROS),
                        list(item, HELD).stream().map(held -> holding(held.m())).toList(),
                        shown,
                        Attributes.flag(item, HIDDEN)));
    }

    private static AttributeValue held(Holding holding) {
        Scope scope = holding.scope();
        Map<String, AttributeValue> amounts = new HashMap<>();
        for (Measure measure : Measure.values()) {
            long amount = holding.claim().measures().of(measure);
            if (!measure.isDerived() && amount != 0) {
                amounts.put(measure.attribute(), Attributes.number(amount));
            }
        }
        Map<String, AttributeValue> held = new LinkedHashMap<>();
        held.put("scope", Attributes.text(scope.id()));
        held.put("model", Attributes.text(scope.model()));
        held.put(
                "limits",
                AttributeValue.fromL(
                        scope.limits().stream()
                                .map(limit -> Attributes.text(limit.name()))
                                .toList()));
        held.put("amounts", AttributeValue.fromM(amounts));
        held.put("at", Attributes.number(holding.claim().nowMicros()));
        held.put("until", Attributes.number(holding.claim().untilMicros()));
        return AttributeValue.fromM(held);
    }

    /** Of its limits the amounts are not kept: nothing is taken by them any more. */
    private static Holding holding(Map<String, AttributeValue> held) {
        List<Limit> limits = new ArrayList<>();
        list(held, "limits").forEach(name -> limits.add(Limit.named(name.s(), 1)));
        Measures amounts = Measures.NONE;
        Map<String, AttributeValue> stored = map(held, "amounts");
        for (Measure measure : Measure.values()) {
            if (stored.containsKey(measure.attribute())) {
                amounts = amounts.with(measure, Attributes.number(stored, measure.attribute()));
            }
        }
        return new Holding(
                new Scope(Attributes.text(held, "scope"), limits, Attributes.text(held, "model")),
                new Claim(
                        amounts, Attributes.number(held, "at"), Attributes.number(held, "until")));
    }

    private static Map<String, AttributeValue> map(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? Map.of() : value.m();
    }

    private static List<AttributeValue> list(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? List.of() : value.l();
    }
}
