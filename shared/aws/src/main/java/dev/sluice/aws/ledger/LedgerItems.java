package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.settle.Note;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Served;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Items of the usage table: key {@code callerId} (S) and {@code sk} (S). A row has {@code sk =
 * req#<requestId>}, a rollup of a day {@code day#2026-11-25} with its further shards {@code
 * day#2026-11-25#3}, which all count; {@link CallerItems} are the others. Names: architecture §5.
 *
 * <p>Of a row {@code deadline} (N, epoch microseconds); {@code mark} (N), which of its {@link
 * DayMark}s counts, and {@code settler} (N), who settled it, by a number of its own; {@code
 * firstSlot}, {@code firstProvider}, {@code firstModel} where another than the first one served. Of
 * a day {@code open} (BS): the marks of requests that are not in its sums yet. While there may be
 * any it has {@code openShard} (S, "0" to "7") and {@code deadline}, the key of the sparse index
 * {@code open}: when the sweep looks next. (A row from before 2026-11-29, or one that was mended,
 * has an {@code openShard} itself.)
 */
public final class LedgerItems {
    public static final String CALLER_ID = "callerId";
    public static final String SK = "sk";
    static final String STATE = "state";
    static final String RESERVED = "reserved";
    static final String SETTLED = "settled";
    public static final String OPEN_INDEX = "open";
    public static final String OPEN_SHARD = "openShard";
    public static final String DEADLINE = "deadline";
    static final String FIRST_SLOT = "firstSlot";
    static final String FIRST_PROVIDER = "firstProvider";
    static final String FIRST_MODEL = "firstModel";
    static final String SOURCE = "source";
    static final String FIRST_SOURCE = "firstSource";
    static final String ATTEMPTS = "attempts";
    static final String TTL = "ttl";
    static final String ROW_PREFIX = "req#";
    static final String DAY_PREFIX = "day#";
    static final String MARK = "mark";
    static final String SETTLER = "settler";
    static final String SET_ASIDE = "setAside";
    static final int SHARDS = 8;

    private static final long KEPT_DAYS = 400;

    /** A row without a mark, of a process that died in between: nobody was called for it. */
    private static final long UNSETTLED_KEPT_DAYS = 90;

    private static final String KIND = "kind";
    private static final String SLOT = "slot";
    private static final String PROVIDER = "provider";
    private static final String MODEL_SERVED = "modelServed";

    private static final List<Measure> ALWAYS_THERE =
            List.of(
                    Measure.INPUT_TOKENS,
                    Measure.CACHED_INPUT_TOKENS,
                    Measure.OUTPUT_TOKENS,
                    Measure.REASONING_TOKENS);

    /** What a provider counts; requests and cost are ours. */
    private static final List<Measure> COUNTED =
            List.of(Measure.values()).stream().filter(Measure::isCounted).toList();

    private LedgerItems() {}

    static Map<String, AttributeValue> rowKey(OpenRow row) {
        return rowKey(row.callerId(), row.requestId());
    }

    static Map<String, AttributeValue> rowKey(String callerId, String requestId) {
        return key(callerId, ROW_PREFIX + requestId);
    }

    /** Also of an item that is no row of ours. */
    static String requestId(Map<String, AttributeValue> item) {
        String sk = Attributes.text(item, SK);
        return sk.startsWith(ROW_PREFIX) ? sk.substring(ROW_PREFIX.length()) : sk;
    }

    static boolean isRow(Map<String, AttributeValue> item) {
        return Attributes.text(item, SK).startsWith(ROW_PREFIX);
    }

    static boolean isSettled(Map<String, AttributeValue> row) {
        AttributeValue state = row.get(STATE);
        return state != null && SETTLED.equals(state.s());
    }

    /** Which of its marks counts. */
    static DayMark mark(String requestId, Map<String, AttributeValue> row) {
        return new DayMark(
                requestId, Math.toIntExact(Attributes.optionalNumber(row, MARK).orElse(0)));
    }

    /** All items of a caller whose key begins so, in order; sees all that was written before. */
    static QueryRequest byPrefix(String table, String callerId, String prefix) {
        return QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression("callerId = :caller AND begins_with(sk, :prefix)")
                .expressionAttributeValues(
                        Map.of(
                                ":caller", Attributes.text(callerId),
                                ":prefix", Attributes.text(prefix)))
                .consistentRead(true)
                .build();
    }

    static Map<String, AttributeValue> key(String callerId, String sk) {
        return Map.of(CALLER_ID, Attributes.text(callerId), SK, Attributes.text(sk));
    }

    static AttributeValue ttl(OpenRow row) {
        return ttl(row, KEPT_DAYS);
    }

    private static AttributeValue ttl(OpenRow row, long days) {
        return Attributes.number(row.createdAt().plus(days, ChronoUnit.DAYS).getEpochSecond());
    }

    static Map<String, AttributeValue> open(OpenRow row) {
        Map<String, AttributeValue> item = new HashMap<>(rowKey(row));
        item.put("requestId", Attributes.text(row.requestId()));
        item.put(KIND, Attributes.text(row.kind().wireName()));
        item.put("modelAsked", Attributes.text(row.modelAsked()));
        putServed(item, row.first());
        item.put(STATE, Attributes.text(RESERVED));
        putReserved(item, row.reserved());
        item.put("catalogVersion", Attributes.text(row.catalogVersion()));
        item.put("createdAt", Attributes.text(row.createdAt().toString()));
        item.put(DEADLINE, Attributes.number(micros(row.deadline())));
        item.put(TTL, ttl(row, UNSETTLED_KEPT_DAYS));
        return item;
    }

    /**
     * Who serves by now and how far it has come; what was called first is kept where the request
     * fell back to another.
     */
    static void putServed(Map<String, AttributeValue> item, OpenRow opened, Note note) {
        Served first = opened.first();
        Served served = note.served();
        if (first.source() != served.source()) {
            item.put(FIRST_SOURCE, Attributes.text(first.source().label()));
        }
        if (first.slot() != served.slot()) {
            item.put(FIRST_SLOT, Attributes.number(first.slot()));
        }
        if (!first.provider().equals(served.provider())) {
            item.put(FIRST_PROVIDER, Attributes.text(first.provider()));
        }
        if (!first.model().equals(served.model())) {
            item.put(FIRST_MODEL, Attributes.text(first.model()));
        }
        putServed(item, served);
        item.put(ATTEMPTS, Attributes.number(note.attempts()));
        putUsage(item, note.soFar());
        item.put("estimated", Attributes.flag(note.soFar().estimated()));
    }

    private static void putServed(Map<String, AttributeValue> item, Served served) {
        item.put(SOURCE, Attributes.text(served.source().label()));
        item.put(SLOT, Attributes.number(served.slot()));
        item.put(PROVIDER, Attributes.text(served.provider()));
        item.put(MODEL_SERVED, Attributes.text(served.model()));
    }

    static Served served(Map<String, AttributeValue> item) {
        return new Served(
                source(item),
                Math.toIntExact(Attributes.number(item, SLOT)),
                Attributes.text(item, PROVIDER),
                Attributes.text(item, MODEL_SERVED));
    }

    /** The same item as it was opened, before it fell back to another slot or model. */
    static Served first(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> first = new HashMap<>(item);
        restore(first, SOURCE, FIRST_SOURCE);
        restore(first, SLOT, FIRST_SLOT);
        restore(first, PROVIDER, FIRST_PROVIDER);
        restore(first, MODEL_SERVED, FIRST_MODEL);
        return served(first);
    }

    private static void restore(Map<String, AttributeValue> item, String name, String first) {
        AttributeValue value = item.get(first);
        if (value != null) {
            item.put(name, value);
        }
    }

    /** Input and output tokens are always there, other measures where there may be any. */
    private static void putReserved(Map<String, AttributeValue> item, Measures reserved) {
        for (Measure measure : COUNTED) {
            long amount = reserved.of(measure);
            boolean always = measure == Measure.INPUT_TOKENS || measure == Measure.OUTPUT_TOKENS;
            if (amount != 0 || always) {
                item.put(reservedAttribute(measure), Attributes.number(amount));
            }
        }
    }

    /** What came beyond the reservation has been taken of the limits: it is reserved by now. */
    static void putGrown(Map<String, AttributeValue> item, OpenRow row, Note note) {
        for (Measure measure : COUNTED) {
            long grown = note.grown().of(measure);
            if (grown > row.reserved().of(measure)) {
                item.put(reservedAttribute(measure), Attributes.number(grown));
            }
        }
    }

    private static Measures reserved(Map<String, AttributeValue> item) {
        Measures reserved = Measures.NONE;
        for (Measure measure : COUNTED) {
            long amount = Attributes.optionalNumber(item, reservedAttribute(measure)).orElse(0);
            reserved = amount == 0 ? reserved : reserved.with(measure, amount);
        }
        return reserved;
    }

    private static String reservedAttribute(Measure measure) {
        String name = measure.attribute();
        return "reserved" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The four kinds of tokens are always there, other measures where something was counted. */
    static void putUsage(Map<String, AttributeValue> item, Metered usage) {
        for (Measure measure : COUNTED) {
            long amount = usage.of(measure);
            if (amount != 0 || ALWAYS_THERE.contains(measure)) {
                item.put(measure.attribute(), Attributes.number(amount));
            }
        }
    }

    /** What was reserved, may have been noted, and was not used after all. */
    static void putUnused(Map<String, AttributeValue> item, Measures reserved) {
        for (Measure measure : COUNTED) {
            if (reserved.of(measure) != 0) {
                item.putIfAbsent(measure.attribute(), Attributes.number(0));
            }
        }
    }

    static Measures measures(Map<String, AttributeValue> item) {
        Measures measures = Measures.NONE;
        for (Measure measure : COUNTED) {
            long amount = Attributes.optionalNumber(item, measure.attribute()).orElse(0);
            measures = amount == 0 ? measures : measures.with(measure, amount);
        }
        return measures;
    }

    static OpenRow openRow(Map<String, AttributeValue> item) {
        return new OpenRow(
                Attributes.text(item, "requestId"),
                Attributes.text(item, CALLER_ID),
                kind(item),
                Attributes.text(item, "modelAsked"),
                first(item),
                reserved(item),
                Attributes.text(item, "catalogVersion"),
                Instant.parse(Attributes.text(item, "createdAt")),
                instant(Attributes.number(item, DEADLINE)));
    }

    /** {@code chat} where a row has none: it is older than the attribute. */
    private static ModelKind kind(Map<String, AttributeValue> item) {
        String name = Attributes.textOrNull(item, KIND);
        return name == null ? ModelKind.CHAT : ModelKind.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** {@code server} where a row has none: it is older than the attribute. */
    private static Source source(Map<String, AttributeValue> item) {
        String label = Attributes.textOrNull(item, SOURCE);
        return label == null ? Source.SERVER : Source.of(label);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
