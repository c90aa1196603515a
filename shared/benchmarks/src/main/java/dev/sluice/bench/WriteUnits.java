package dev.sluice.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Write units as DynamoDB Local tells them ({@code ReturnConsumedCapacity}), by table, and of its
 * indexes apart. A write whose condition failed is answered without them and counts one, as
 * DynamoDB bills it. Safe for any thread.
 */
final class WriteUnits {
    private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem");
    private static final Pattern TABLE = Pattern.compile("\"TableName\":\"sluice-bench-([a-z]+)\"");
    private static final Pattern OF_TABLE =
            Pattern.compile("\"Table\":\\{[^}]*\"CapacityUnits\":([0-9.]+)");
    private static final Pattern OF_INDEX =
            Pattern.compile(
                    "\"GlobalSecondaryIndexes\":\\{\"[^\"]+\":\\{[^}]*\"CapacityUnits\":([0-9.]+)");

    private final Map<String, Double> units = new TreeMap<>();

    static boolean isWrite(String operation) {
        return WRITES.contains(operation);
    }

    /** The request, which asks for what it takes too. */
    static byte[] asking(String operation, byte[] body) {
        if (!WRITES.contains(operation)) {
            return body;
        }
        String json = new String(body, StandardCharsets.UTF_8);
        String asking = "{\"ReturnConsumedCapacity\":\"INDEXES\"," + json.substring(1);
        return asking.getBytes(StandardCharsets.UTF_8);
    }

    void add(String operation, byte[] answer) {
        if (!WRITES.contains(operation)) {
            return;
        }
        String json = new String(answer, StandardCharsets.UTF_8);
        if (json.contains("ConditionalCheckFailed")) {
            add("failed", 1);
        }
        Matcher table = TABLE.matcher(json);
        if (table.find()) {
            add(table.group(1), first(OF_TABLE, json));
            add("index", first(OF_INDEX, json));
        }
    }

    private synchronized void add(String where, double more) {
        units.merge(where, more, Double::sum);
    }

    private static double first(Pattern pattern, String json) {
        Matcher units = pattern.matcher(json);
        return units.find() ? Double.parseDouble(units.group(1)) : 0;
    }

    synchronized Map<String, Double> take() {
        Map<String, Double> taken = new TreeMap<>(units);
        units.clear();
        return taken;
    }
}
