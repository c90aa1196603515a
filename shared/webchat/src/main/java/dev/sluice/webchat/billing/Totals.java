package dev.sluice.webchat.billing;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.webchat.page.WebJson;
import dev.sluice.webchat.page.WebTime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The sums of the billing page. Objects, never null: the page reads into each of them. */
final class Totals {
    private Totals() {}

    private record Sum(long costNanoUsd, long tokens, long requests, Transaction first) {
        static Sum of(Transaction one) {
            return new Sum(one.costNanoUsd(), one.totalTokens(), one.count(), one);
        }

        Sum plus(Sum other) {
            return new Sum(
                    Math.addExact(costNanoUsd, other.costNanoUsd),
                    Math.addExact(tokens, other.tokens),
                    Math.addExact(requests, other.requests),
                    first);
        }
    }

    static void write(JsonGenerator json, List<Transaction> transactions) throws IOException {
        Sum all = transactions.stream().map(Sum::of).reduce(Sum::plus).orElse(null);
        json.writeObjectFieldStart("totals");
        WebJson.usd(json, "totalCost", all == null ? 0 : all.costNanoUsd());
        json.writeNumberField("totalTokens", all == null ? 0 : all.tokens());
        json.writeNumberField("totalRequests", all == null ? 0 : all.requests());
        group(json, "byType", transactions, one -> one.type().label());
        group(json, "byProvider", transactions, Transaction::provider);
        byModel(json, transactions);
        json.writeObjectFieldStart("lambdaInvocations");
        json.writeNumberField("totalCost", 0);
        json.writeNumberField("totalRequests", 0);
        json.writeObjectFieldStart("byEndpoint");
        json.writeEndObject();
        json.writeEndObject();
        json.writeObjectFieldStart("dateRange");
        json.writeStringField(
                "start", transactions.isEmpty() ? "" : WebTime.iso(transactions.getFirst().at()));
        json.writeStringField(
                "end", transactions.isEmpty() ? "" : WebTime.iso(transactions.getLast().at()));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void group(
            JsonGenerator json,
            String name,
            List<Transaction> transactions,
            Function<Transaction, String> by)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (var entry : sums(transactions, by).entrySet()) {
            json.writeObjectFieldStart(entry.getKey());
            sum(json, entry.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void byModel(JsonGenerator json, List<Transaction> transactions)
            throws IOException {
        json.writeObjectFieldStart("byModel");
        for (var entry : sums(transactions, one -> one.provider() + ":" + one.model()).entrySet()) {
            json.writeObjectFieldStart(entry.getKey());
            sum(json, entry.getValue());
            json.writeStringField("provider", entry.getValue().first().provider());
            json.writeStringField("model", entry.getValue().first().model());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static Map<String, Sum> sums(
            List<Transaction> transactions, Function<Transaction, String> by) {
        Map<String, Sum> sums = new TreeMap<>();
        transactions.forEach(one -> sums.merge(by.apply(one), Sum.of(one), Sum::plus));
        return sums;
    }

    private static void sum(JsonGenerator json, Sum sum) throws IOException {
        WebJson.usd(json, "cost", sum.costNanoUsd());
        json.writeNumberField("tokens", sum.tokens());
        json.writeNumberField("requests", sum.requests());
    }
}
