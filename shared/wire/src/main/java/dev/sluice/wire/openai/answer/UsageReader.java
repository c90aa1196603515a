package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.json.Decimal;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a usage object: cached tokens flat, nested or as DeepSeek names them; a fraction of a token
 * is rounded, counts that cannot be are no counts. What it costs is read where its provider is
 * known to say it in USD.
 */
final class UsageReader {
    private @Nullable Long prompt;
    private @Nullable Long completion;
    private @Nullable Long total;
    private long cached;
    private long written;
    private long writtenForAnHour;
    private long reasoning;
    private OptionalLong nanoUsd = OptionalLong.empty();
    private OptionalLong othersNanoUsd = OptionalLong.empty();
    private boolean isBilledHere;

    /**
     * The usage in the object that the cursor is at; null when it does not say both input and
     * output.
     */
    static @Nullable Metered read(JsonCursor cursor, AnswerRules rules) throws MalformedJson {
        UsageReader reader = new UsageReader();
        reader.object(cursor);
        Metered usage = reader.usage(rules.reasoningOutside());
        return usage == null || !rules.costIsTold()
                ? usage
                : new ToldCost(reader.nanoUsd, reader.othersNanoUsd, reader.isBilledHere).of(usage);
    }

    private void object(JsonCursor cursor) throws MalformedJson {
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            switch (name) {
                case "prompt_tokens" -> prompt = count(cursor);
                case "completion_tokens" -> completion = count(cursor);
                case "total_tokens" -> total = count(cursor);
                case "cached_tokens", "prompt_cache_hit_tokens" ->
                        cached = larger(cached, count(cursor));
                case "reasoning_tokens" -> reasoning = larger(reasoning, count(cursor));
                case ToldCost.COST -> nanoUsd = Decimal.nanoUsd(cursor.skippedText());
                case ToldCost.IS_ELSEWHERE -> isBilledHere = cursor.skippedText().equals("false");
                case "prompt_tokens_details", "completion_tokens_details", ToldCost.DETAILS ->
                        details(cursor);
                default -> cursor.skip();
            }
        }
    }

    private void details(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        while (cursor.next() != JsonToken.END_OBJECT) {
            String name = cursor.name();
            cursor.promised();
            switch (name) {
                case "cached_tokens" -> cached = larger(cached, count(cursor));
                case "cache_write_tokens" -> written = larger(written, count(cursor));
                case "cache_write_hour_tokens" ->
                        writtenForAnHour = larger(writtenForAnHour, count(cursor));
                case "reasoning_tokens" -> reasoning = larger(reasoning, count(cursor));
                case ToldCost.OTHERS -> othersNanoUsd = Decimal.nanoUsd(cursor.skippedText());
                default -> cursor.skip();
            }
        }
    }

    private static @Nullable Long count(JsonCursor cursor) throws MalformedJson {
        Long value = cursor.rounded();
        cursor.skip();
        return ToldUsage.tokens(value);
    }

    private static long larger(long known, @Nullable Long other) {
        return other == null ? known : Math.max(known, other);
    }

    private @Nullable Metered usage(boolean reasoningOutside) {
        Long input = prompt == null ? difference(total, completion) : prompt;
        Long output = completion == null ? difference(total, prompt) : completion;
        if (input == null || output == null) {
            return null;
        }
        long billed = output;
        if (total != null && isOutside(total - input - output, reasoningOutside)) {
            billed = total - input;
        }
        Metered told = Metered.ofTokens(input, cached, billed, reasoning, false);
        return written == 0
                ? told
                : new Metered(
                        told.measures()
                                .with(Measure.CACHE_WRITE_TOKENS, written)
                                .with(
                                        Measure.CACHE_WRITE_HOUR_TOKENS,
                                        Math.min(written, writtenForAnHour)),
                        false);
    }

    /**
     * Whether what the total has beyond input and output is reasoning that the output leaves out:
     * it is just as much, or the provider is known to count so.
     */
    private boolean isOutside(long beyond, boolean reasoningOutside) {
        return beyond > 0 && (beyond == reasoning || reasoningOutside);
    }

    private static @Nullable Long difference(@Nullable Long whole, @Nullable Long part) {
        return whole == null || part == null || part > whole ? null : Long.valueOf(whole - part);
    }
}
