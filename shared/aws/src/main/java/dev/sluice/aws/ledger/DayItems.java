package dev.sluice.aws.ledger;

import dev.sluice.aws.store.Attributes;
import dev.sluice.core.settle.OpenRow;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Items of the usage table that hold a caller's day in sum, and the marks of the requests that are
 * not in it yet. A day has up to {@value #SHARDS} of them, all of which count: so each stays below
 * a kilobyte, a write unit, with some forty open requests.
 */
final class DayItems {
    static final String OPEN = "open";

    /** Every item that holds sums has it. */
    static final String REQUESTS = "requests";

    private static final int SHARDS = 4;

    private DayItems() {}

    /** Where a row is marked, and summed: always the same of a day's shards. */
    static Map<String, AttributeValue> key(OpenRow row) {
        String day =
                LedgerItems.DAY_PREFIX + row.createdAt().atOffset(ZoneOffset.UTC).toLocalDate();
        int shard = Math.floorMod(row.requestId().hashCode(), SHARDS);
        return LedgerItems.key(row.callerId(), shard == 0 ? day : day + "#" + shard);
    }

    /** The day of a rollup, or of one of its shards. */
    static LocalDate day(Map<String, AttributeValue> rollup) {
        String sk = Attributes.text(rollup, LedgerItems.SK);
        int begin = LedgerItems.DAY_PREFIX.length();
        int end = sk.indexOf('#', begin);
        return LocalDate.parse(sk.substring(begin, end < 0 ? sk.length() : end));
    }

    /** The marks in an item, in the order in which their requests began, by request. */
    static Map<String, List<DayMark>> marks(Map<String, AttributeValue> day) {
        AttributeValue open = day.get(OPEN);
        return open == null
                ? new TreeMap<>()
                : open.bs().stream()
                        .map(DayMark::of)
                        .sorted(
                                Comparator.comparing(DayMark::requestId)
                                        .thenComparingInt(DayMark::number))
                        .collect(
                                Collectors.groupingBy(
                                        DayMark::requestId, TreeMap::new, Collectors.toList()));
    }

    static String indexShard(String requestId) {
        return Integer.toString(Math.floorMod(requestId.hashCode(), LedgerItems.SHARDS));
    }
}
