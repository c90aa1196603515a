package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one pass over a request body: the facts in it and where they lie. */
final class RequestScan {
    private static final long MAX_TOKENS_BOUND = Integer.MAX_VALUE;
    private static final int MAX_CHOICES = 128;
    private static final int MAX_MODELS = 16;

    /**
     * A member of the root object: its name starts at {@code nameStart}, its value is {@code
     * [valueStart, valueEnd)}.
     *
     * @param ordinal 0 for the first member of the object
     * @param token the first token of the value
     */
    record Member(int ordinal, int nameStart, int valueStart, int valueEnd, JsonToken token) {
        boolean isNull() {
            return token == JsonToken.VALUE_NULL;
        }
    }

    final byte[] body;
    final Map<String, Member> members = new HashMap<>();
    final MessageScan messages = new MessageScan();
    final List<String> fallbackModels = new ArrayList<>();
    String model = "";
    boolean stream;
    boolean includeUsage;

    /** Where the value of {@code stream_options.include_usage} lies; null when there is none. */
    int @Nullable [] includeUsageSpan;

    @Nullable Long maxTokens;
    @Nullable Long maxCompletionTokens;

    /** Members that would cost more than the model's price. */
    final List<String> surcharges = new ArrayList<>(0);

    int choices = 1;
    int bestOf = 1;
    boolean logprobs;
    long topLogprobs;
    long toolBytes;

    /** Index behind the opening bracket of the root object. */
    int rootStart;

    private final ChatRequest.Kind kind;

    RequestScan(ChatRequest.Kind kind, byte[] body) {
        this.kind = kind;
        this.body = body;
    }

    void read() throws BadRequest, MalformedJson {
        int fault = Utf8.firstFault(body);
        if (fault >= 0) {
            throw new MalformedJson("it is not UTF-8 text", fault);
        }
        try (JsonCursor cursor = new JsonCursor(body, 0, body.length)) {
            JsonToken first = cursor.next();
            if (first == null) {
                throw BadRequest.unreadable("it is empty");
            }
            if (first != JsonToken.START_OBJECT) {
                throw BadRequest.unreadable("expected an object");
            }
            rootStart = cursor.start() + 1;
            for (int ordinal = 0; cursor.next() != JsonToken.END_OBJECT; ordinal++) {
                member(cursor, ordinal);
            }
            cursor.finish();
        }
        requireAll();
    }

    boolean isChat() {
        return kind == ChatRequest.Kind.CHAT;
    }

    /** {@code reasoning_effort}; empty where no text says any. */
    String effort() {
        Member effort = members.get("reasoning_effort");
        return effort == null || effort.token() != JsonToken.VALUE_STRING
                ? ""
                : new String(
                        body,
                        effort.valueStart() + 1,
                        effort.valueEnd() - effort.valueStart() - 2,
                        StandardCharsets.UTF_8);
    }

    private void requireAll() throws BadRequest {
        String input = kind == ChatRequest.Kind.CHAT ? "messages" : "prompt";
        if (!members.containsKey("model") && fallbackModels.isEmpty()) {
            throw BadRequest.missing("model");
        }
        if (!members.containsKey(input)) {
            throw BadRequest.missing(input);
        }
        if (!members.containsKey("model")) {
            model = fallbackModels.removeFirst(); // a list alone will do
        }
    }

    private void member(JsonCursor cursor, int ordinal) throws BadRequest, MalformedJson {
        String name = cursor.name();
        if (!isKnown(name)) {
            cursor.next();
            cursor.skip();
            return;
        }
        int nameStart = cursor.start();
        JsonToken token = cursor.promised();
        int valueStart = cursor.start();
        if (token == JsonToken.VALUE_NULL) {
            refuseNull(name);
        } else {
            value(cursor, name);
        }
        Member member =
                new Member(ordinal, nameStart, valueStart, cursor.end(cursor.start()), token);
        if (members.put(name, member) != null) {
            throw BadRequest.duplicate(name);
        }
    }

    private boolean isKnown(String name) {
        return switch (name) {
            case "model",
                    "models",
                    "stream",
                    "stream_options",
                    "max_tokens",
                    "max_completion_tokens" ->
                    true;
            case "best_of" -> kind == ChatRequest.Kind.COMPLETION;
            case "n", "stop", "logprobs", "top_logprobs", "tools", "functions" -> true;
            case "messages", "reasoning_effort", "top_k" -> isChat();
            case "prompt" -> kind == ChatRequest.Kind.COMPLETION;
            default -> Surcharges.mayBe(name);
        };
    }

    private static void refuseNull(String name) throws BadRequest {
        switch (name) {
            case "model" -> throw BadRequest.type(name, "a string", JsonToken.VALUE_NULL);
            case "messages" -> throw BadRequest.type(name, "an array", JsonToken.VALUE_NULL);
            case "prompt" ->
                    throw BadRequest.type(name, "a string or an array", JsonToken.VALUE_NULL);
            default -> {}
        }
    }

    private void value(JsonCursor cursor, String name) throws BadRequest, MalformedJson {
        switch (name) {
            case "model" -> model = Json.string(cursor, name);
            case "models" -> models(cursor);
            case "stream" -> stream = Json.bool(cursor, name);
            case "stream_options" -> streamOptions(cursor);
            case "max_tokens" ->
                    maxTokens = Json.integer(cursor, name, leastTokens(), MAX_TOKENS_BOUND);
            case "max_completion_tokens" ->
                    maxCompletionTokens = Json.integer(cursor, name, 1, MAX_TOKENS_BOUND);
            case "n" -> choices = (int) Json.integer(cursor, name, 1, MAX_CHOICES);
            case "best_of" -> bestOf = (int) Json.integer(cursor, name, 0, MAX_CHOICES);
            case "stop" -> stop(cursor);
            case "logprobs" -> logprobs(cursor);
            case "top_logprobs" -> topLogprobs = Json.integer(cursor, name, 0, 20);
            case "tools", "functions" -> tools(cursor, name);
            case "messages" -> messages.messages(cursor, body);
            case "prompt" -> messages.prompt(cursor, body);
            default -> surcharge(cursor, name);
        }
    }

    /** A completion may ask for its prompt alone: {@code echo} with its log probabilities. */
    private long leastTokens() {
        return kind == ChatRequest.Kind.COMPLETION ? 0 : 1;
    }

    private void surcharge(JsonCursor cursor, String name) throws MalformedJson {
        if (cursor.at(JsonToken.VALUE_STRING) && Surcharges.isOne(name, cursor.text())) {
            surcharges.add(name);
        }
        cursor.skip();
    }

    private void tools(JsonCursor cursor, String name) throws BadRequest, MalformedJson {
        Json.expect(cursor, JsonToken.START_ARRAY, name, "an array");
        int start = cursor.start();
        int end = cursor.skipToEnd();
        boolean isEmpty = JsonText.skipSpace(body, start + 1, end) == end - 1;
        toolBytes += isEmpty ? 0 : end - start;
    }

    private void models(JsonCursor cursor) throws BadRequest, MalformedJson {
        Json.expect(cursor, JsonToken.START_ARRAY, "models", "an array of strings");
        for (int i = 0; cursor.promised() != JsonToken.END_ARRAY; i++) {
            if (i == MAX_MODELS) {
                throw BadRequest.longArray("models", MAX_MODELS);
            }
            fallbackModels.add(Json.string(cursor, "models[" + i + "]"));
        }
    }

    private void streamOptions(JsonCursor cursor) throws BadRequest, MalformedJson {
        Json.expect(cursor, JsonToken.START_OBJECT, "stream_options", "an object");
        while (cursor.next() != JsonToken.END_OBJECT) {
            boolean isUsage = cursor.name().equals("include_usage");
            cursor.promised();
            if (isUsage) {
                includeUsage(cursor);
            }
            cursor.skip();
        }
    }

    private void includeUsage(JsonCursor cursor) throws BadRequest {
        String param = "stream_options.include_usage";
        if (includeUsageSpan != null) {
            throw BadRequest.duplicate(param);
        }
        includeUsage = !cursor.at(JsonToken.VALUE_NULL) && Json.bool(cursor, param);
        includeUsageSpan = new int[] {cursor.start(), cursor.end(cursor.start())};
    }

    private static void stop(JsonCursor cursor) throws BadRequest, MalformedJson {
        if (!cursor.at(JsonToken.VALUE_STRING)) {
            Json.expect(cursor, JsonToken.START_ARRAY, "stop", "a string or an array of strings");
        }
        cursor.skip();
    }

    /**
     * OpenAI's chat has a flag, its completions and some providers' chats a number: both are good
     * at either door.
     */
    private void logprobs(JsonCursor cursor) throws BadRequest, MalformedJson {
        if (cursor.at(JsonToken.VALUE_NUMBER_INT)) {
            Json.integer(cursor, "logprobs", 0, 20);
        } else {
            logprobs = Json.bool(cursor, "logprobs");
        }
    }
}
