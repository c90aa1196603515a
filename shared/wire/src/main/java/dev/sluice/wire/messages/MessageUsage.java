package dev.sluice.wire.messages;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.openai.answer.ToldCost;
import dev.sluice.wire.openai.answer.ToldUsage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Anthropic says that an answer used. It tells input that was read from its cache, or written
 * to it, beside the input; here both are parts of it. What a compaction of the context used it
 * tells in {@code iterations} alone. Of several tellings the last one stands, count by count.
 */
final class MessageUsage {
    private long fresh;
    private long read;
    private long written;
    private long writtenForAnHour;
    private long output;
    private long thought;
    private long searches;
    private long searchesSeen;
    private Metered compactions = Metered.NONE;
    private final boolean costIsTold;
    private @Nullable ToldCost cost;
    private boolean told;

    /** Of a provider that counts tokens alone. */
    MessageUsage() {
        this(false);
    }

    /**
     * @param costIsTold whether it says in USD too what it takes
     */
    MessageUsage(boolean costIsTold) {
        this.costIsTold = costIsTold;
    }

    /**
     * Takes a usage; what it does not name stays as it was.
     *
     * @return whether it names the output
     */
    boolean add(@Nullable JsonView usage) throws MalformedJson {
        if (usage == null || !usage.isObject()) {
            return false;
        }
        Map<String, JsonView> members = usage.members();
        fresh = count(members, "input_tokens", fresh);
        read = count(members, "cache_read_input_tokens", read);
        written = count(members, "cache_creation_input_tokens", written);
        JsonView writes = members.get("cache_creation");
        writtenForAnHour =
                count(
                        writes == null ? Map.of() : writes.members(),
                        "ephemeral_1h_input_tokens",
                        writtenForAnHour);
        output = count(members, "output_tokens", output);
        JsonView details = members.get("output_tokens_details");
        Map<String, JsonView> finer = details == null ? Map.of() : details.members();
        thought = count(members, "thinking_tokens", thought);
        thought = count(finer, "thinking_tokens", count(finer, "reasoning_tokens", thought));
        JsonView tools = members.get("server_tool_use");
        searches =
                count(
                        tools == null || !tools.isObject() ? Map.of() : tools.members(),
                        "web_search_requests",
                        searches);
        JsonView iterations = members.get("iterations");
        if (iterations != null && iterations.isArray()) {
            compactions = compactions(iterations);
        }
        if (costIsTold && members.containsKey("cost")) {
            cost = ToldCost.in(members);
        }
        told = true;
        return count(members.get("output_tokens")) != null;
    }

    /** A search begins, of which the count is told at the end alone. */
    void searches() {
        searchesSeen++;
    }

    private static Metered compactions(JsonView iterations) throws MalformedJson {
        Metered sum = Metered.NONE;
        for (JsonView iteration : iterations.items()) {
            MessageUsage one = new MessageUsage();
            if (one.add(iteration)
                    && "compaction".equals(Members.wordOr(iteration.members(), "type", ""))) {
                sum = sum.plus(one.own());
            }
        }
        return sum;
    }

    private static long count(Map<String, JsonView> members, String name, long otherwise)
            throws MalformedJson {
        Long count = count(members.get(name));
        return count == null ? otherwise : count;
    }

    private static @Nullable Long count(@Nullable JsonView value) throws MalformedJson {
        return ToldUsage.tokens(value == null ? null : value.integer());
    }

    /** Null where nothing was told. */
    @Nullable Metered metered() {
        Metered used = own().plus(compactions);
        return !told ? null : cost == null ? used : cost.of(used);
    }

    private Metered own() {
        return new Metered(
                Measures.NONE
                        .with(Measure.INPUT_TOKENS, fresh + read + written)
                        .with(Measure.CACHED_INPUT_TOKENS, read)
                        .with(Measure.CACHE_WRITE_TOKENS, written)
                        .with(Measure.CACHE_WRITE_HOUR_TOKENS, Math.min(written, writtenForAnHour))
                        .with(Measure.OUTPUT_TOKENS, output)
                        .with(Measure.REASONING_TOKENS, thought)
                        .with(Measure.SEARCHES, Math.max(searches, searchesSeen)),
                false);
    }
}
