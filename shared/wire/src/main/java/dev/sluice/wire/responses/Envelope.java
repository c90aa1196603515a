package dev.sluice.wire.responses;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.error.OpenAiError;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The response object around an output: what the request was, told back, and how it ended. Nothing
 * is ever stored, and it says so. Immutable.
 *
 * @param request of which it has what is {@link #TOLD_BACK}
 * @param id of the response
 * @param createdSeconds since 1970
 */
record Envelope(ResponsesRequest request, String id, long createdSeconds) {
    /** The settings of a request that its response tells back. */
    static final Set<String> TOLD_BACK =
            Set.of(
                    "instructions",
                    "tools",
                    "max_output_tokens",
                    "max_tool_calls",
                    "metadata",
                    "parallel_tool_calls",
                    "reasoning",
                    "temperature",
                    "text",
                    "tool_choice",
                    "top_p",
                    "user",
                    "top_logprobs");

    private static final String FREE_TEXT = "{\"format\":{\"type\":\"text\"}}";

    /** The same under the id that its client knows already; null where it knows none. */
    Envelope named(@Nullable String known) {
        return known == null ? this : new Envelope(request, known, createdSeconds);
    }

    /** An answer that is still to come; tools and instructions are told back at the end. */
    JsonOut begun(String model) {
        JsonOut response = head(model, Item.IN_PROGRESS, false).name("output").raw("[]");
        return end(response, null);
    }

    /**
     * An answer that is there.
     *
     * @param finishReason why it ended, as chats say
     */
    JsonOut ended(String model, Output output, @Nullable String finishReason, Metered usage) {
        JsonOut response = head(model, status(finishReason), true).name("error").raw("null");
        String why = whyIncomplete(finishReason);
        response.name("incomplete_details");
        if (why == null) {
            response.raw("null");
        } else {
            response.raw("{\"reason\":\"").raw(why).raw("\"}");
        }
        output.write(response);
        return end(response, usage);
    }

    /** One that broke. */
    JsonOut failed(String model, Output output, OpenAiError error) {
        JsonOut response = head(model, "failed", false).name("error");
        response.raw("{\"code\":").text(String.valueOf(error.code()));
        response.name("message").text(error.message()).raw("}");
        output.write(response.name("incomplete_details").raw("null"));
        return end(response, null);
    }

    static String status(@Nullable String finishReason) {
        return whyIncomplete(finishReason) == null ? Item.COMPLETED : Item.INCOMPLETE;
    }

    private static @Nullable String whyIncomplete(@Nullable String finishReason) {
        return switch (String.valueOf(finishReason)) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> "content_filter";
            default -> null;
        };
    }

    private JsonOut head(String model, String status, boolean whole) {
        JsonOut response = new JsonOut(1 << 11);
        response.raw("{\"id\":").text(id).name("object").text("response");
        response.name("created_at").number(createdSeconds).name("status").text(status);
        response.name("background").raw("false");
        if (status.equals(Item.IN_PROGRESS)) {
            response.name("error").raw("null").name("incomplete_details").raw("null");
        }
        response.name("model").text(model);
        echo(response, "instructions", "null", whole);
        echo(response, "tools", "[]", whole);
        return response;
    }

    private JsonOut end(JsonOut response, @Nullable Metered usage) {
        echo(response, "max_output_tokens", "null", true);
        echo(response, "max_tool_calls", "null", true);
        echo(response, "metadata", "{}", true);
        echo(response, "parallel_tool_calls", "true", true);
        echo(response, "reasoning", "{\"effort\":null,\"summary\":null}", true);
        echo(response, "temperature", "1.0", true);
        echo(response, "text", FREE_TEXT, true);
        echo(response, "tool_choice", "\"auto\"", true);
        echo(response, "top_p", "1.0", true);
        echo(response, "user", "null", true);
        response.raw(",\"previous_response_id\":null,\"service_tier\":\"default\"");
        response.raw(",\"store\":false");
        echo(response, "top_logprobs", "0", true);
        response.raw(",\"truncation\":\"disabled\",\"usage\":");
        if (usage == null) {
            return response.raw("null}");
        }
        usage(response, usage);
        return response.raw("}");
    }

    private void echo(JsonOut response, String name, String otherwise, boolean wanted) {
        JsonView given = wanted ? request.given(name) : null;
        response.name(name);
        if (given == null) {
            response.raw(otherwise);
        } else {
            response.oneLine(given);
        }
    }

    private static void usage(JsonOut out, Metered usage) {
        long inputTokens = usage.of(Measure.INPUT_TOKENS);
        long outputTokens = usage.of(Measure.OUTPUT_TOKENS);
        out.raw("{\"input_tokens\":").number(inputTokens);
        out.raw(",\"input_tokens_details\":{\"cached_tokens\":")
                .number(usage.of(Measure.CACHED_INPUT_TOKENS));
        out.raw(",\"cache_write_tokens\":").number(usage.of(Measure.CACHE_WRITE_TOKENS));
        out.raw("},\"output_tokens\":").number(outputTokens);
        out.raw(",\"output_tokens_details\":{\"reasoning_tokens\":");
        out.number(usage.of(Measure.REASONING_TOKENS));
        out.raw("},\"total_tokens\":").number(inputTokens + outputTokens).raw("}");
    }
}
