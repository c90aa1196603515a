package dev.sluice.wire.openai.request;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.TokenEstimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway has to know of a chat or completion request, read in one pass over the client's
 * bytes, and the body that an upstream gets: the same bytes but for the few that have to differ.
 *
 * <p>Holds the array it was read from; that must not change. What it does not know it neither
 * checks nor touches.
 */
public final class ChatRequest {
    /** Which door the body came through. */
    public enum Kind {
        /** {@code /v1/chat/completions}: {@code messages}. */
        CHAT,
        /** {@code /v1/completions}: {@code prompt}. */
        COMPLETION
    }

    private final RequestScan scan;
    private volatile @Nullable Map<String, JsonView> members;

    private ChatRequest(RequestScan scan) {
        this.scan = scan;
    }

    /**
     * Reads the body.
     *
     * @throws BadRequest when it is not one JSON object in UTF-8, or a parameter that the gateway
     *     uses is missing, given twice, of a wrong type or out of its range
     */
    public static ChatRequest parse(Kind kind, byte[] body) throws BadRequest {
        RequestScan scan = new RequestScan(kind, body);
        try {
            scan.read();
        } catch (MalformedJson e) {
            throw BadRequest.unreadable(e);
        }
        return new ChatRequest(scan);
    }

    /** The bytes that it was read from, which must not change. */
    public byte[] body() {
        return scan.body;
    }

    /**
     * All its members, for who translates it: read when this is asked first.
     *
     * @throws MalformedJson where one that the gateway does not use stands twice
     */
    public Map<String, JsonView> members() throws MalformedJson {
        Map<String, JsonView> read = members;
        if (read == null) {
            read = JsonView.of(scan.body).members();
            members = read;
        }
        return read;
    }

    /** This chat without some of its members, of which none is one that it must have. */
    public ChatRequest without(List<String> names) {
        if (names.isEmpty()) {
            return this;
        }
        try {
            return parse(Kind.CHAT, JsonOut.without(names, members()));
        } catch (BadRequest | MalformedJson e) {
            throw new IllegalStateException("it was read before", e);
        }
    }

    /** The model as the client names it. */
    public String model() {
        return scan.model;
    }

    /**
     * Models to fall back to, in order: the gateway's own parameter {@code models}. Empty when not
     * given.
     */
    public List<String> fallbackModels() {
        return List.copyOf(scan.fallbackModels);
    }

    public boolean stream() {
        return scan.stream;
    }

    /** Whether the client asked for a usage chunk at the end of its stream. */
    public boolean includeUsage() {
        return scan.stream && scan.includeUsage;
    }

    /**
     * {@code max_completion_tokens}, else {@code max_tokens}, for one choice; the larger where both
     * are given, for providers differ in which one they obey.
     */
    public OptionalLong maxTokens() {
        Long completion = scan.maxCompletionTokens;
        Long older = scan.maxTokens;
        if (completion == null || older == null) {
            Long one = completion == null ? older : completion;
            return one == null ? OptionalLong.empty() : OptionalLong.of(one);
        }
        return OptionalLong.of(Math.max(completion, older));
    }

    /**
     * How many answers the provider generates: {@code n}, or {@code best_of} of which it gives the
     * best, for each prompt.
     */
    public int answers() {
        long each = Math.max(scan.choices, scan.bestOf);
        return (int) Math.min(each * scan.messages.promptCount(), Integer.MAX_VALUE);
    }

    /**
     * Tokens that the longest prompt has whatever the tokenizer: 7 bytes each, where the estimate
     * says 3.5, and ids as they are. A model whose context is smaller cannot read it.
     */
    public long leastInputTokens() {
        return Math.max(scan.messages.longestTextBytes() / 7, scan.messages.longestTokenIds());
    }

    /** {@code n}: how many answers are wanted, 1 to 128. */
    public int choices() {
        return scan.choices;
    }

    /**
     * Whether log probabilities are wanted by OpenAI's flag: then their form has to be OpenAI's
     * too.
     */
    public boolean logprobs() {
        return scan.logprobs;
    }

    public boolean hasTools() {
        return scan.toolBytes > 0;
    }

    /** {@link Surcharges} in it: no provider is told of them. */
    public List<String> surcharges() {
        return scan.surcharges;
    }

    /**
     * What the rules leave out of a chat that was translated, as both languages that are call it.
     */
    public List<String> leftOut(RequestRules rules) {
        List<String> names = new ArrayList<>(2);
        String effort = scan.effort();
        String told = rules.translated().effort().told(effort, hasTools());
        if (!effort.isEmpty() && !told.equals(effort)) {
            names.add("effort");
        }
        if (scan.members.containsKey("top_k") && !rules.translated().knowsTopK()) {
            names.add("top_k");
        }
        return names;
    }

    public int messageCount() {
        return scan.messages.messageCount();
    }

    public int imageCount() {
        return scan.messages.imageCount();
    }

    /**
     * Input tokens to reserve: UTF-8 bytes of text and tools / 3.5, 4 a message, {@link
     * MediumTokens} of each attachment, pictures of unknown size as large ones; rounded up. Inlined
     * media ({@code data:} URLs) do not count as text.
     */
    public long estimatedInputTokens() {
        long textBytes = Math.addExact(scan.messages.textBytes(), scan.toolBytes);
        return TokenEstimate.ofBytes(textBytes)
                + scan.messages.tokenIds()
                + 4L * scan.messages.messageCount()
                + scan.messages.mediaTokens();
    }

    /**
     * The body for an upstream: {@code model} replaced, {@code models} and {@link #surcharges}
     * removed, usage asked for when streaming, and what the rules want. Every other byte is the
     * client's.
     */
    public Patched patch(String upstreamModel, RequestRules rules) {
        return new RequestPatch(scan, rules).apply(upstreamModel);
    }
}
