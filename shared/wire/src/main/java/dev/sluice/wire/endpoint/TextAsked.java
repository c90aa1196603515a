package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Caching;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Answers;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.messages.AnthropicDialect;
import dev.sluice.wire.messages.CacheHints;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.Fold;
import dev.sluice.wire.openai.answer.UnaryAnswer;
import dev.sluice.wire.openai.answer.UnaryEditor;
import dev.sluice.wire.openai.answer.Unfold;
import dev.sluice.wire.openai.request.ChatRequest;
import dev.sluice.wire.openai.request.Refused;
import dev.sluice.wire.openai.request.RequestRules;
import dev.sluice.wire.sse.SseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A request for text, in OpenAI's language: a chat or a completion. */
public final class TextAsked implements Asked {
    private final ChatRequest.Kind kind;
    private final ChatRequest request;
    private final boolean isTranslated;
    private final Caching caching;

    public TextAsked(ChatRequest.Kind kind, ChatRequest request) {
        this(kind, request, false);
    }

    private TextAsked(ChatRequest.Kind kind, ChatRequest request, boolean isTranslated) {
        this.kind = kind;
        this.request = request;
        this.isTranslated = isTranslated;
        // One that was another language has no hints: that is looked at by itself.
        this.caching = isChat() && !isTranslated ? CacheHints.of(request.body()) : Caching.NONE;
    }

    /**
     * A chat that its client has said in another language: where it allows more output than a model
     * gives it is lowered to that, and what the model refuses is left out.
     */
    public static TextAsked translated(ChatRequest request) {
        return new TextAsked(ChatRequest.Kind.CHAT, request, true);
    }

    @Override
    public Ask ask() {
        List<String> models = new ArrayList<>();
        models.add(request.model());
        models.addAll(request.fallbackModels());
        Ask ask =
                new Ask(
                                models,
                                isChat() ? ModelKind.CHAT : ModelKind.COMPLETION,
                                request.stream(),
                                request.estimatedInputTokens(),
                                request.maxTokens(),
                                request.answers(),
                                request.leastInputTokens())
                        .caching(caching);
        return isTranslated ? ask.lowered() : ask;
    }

    @Override
    public Spoken openAi(Candidate candidate) {
        String modelId = candidate.model().id();
        AnswerRules rules =
                new AnswerRules(
                        request.includeUsage(),
                        Quirk.REASONING_OUTSIDE_COMPLETION.isOf(candidate.provider()),
                        isChat() && request.logprobs(),
                        Quirk.COST_IS_TOLD.isOf(candidate.provider()));
        return new Spoken(
                isChat() ? "/chat/completions" : "/completions",
                request.without(refused(candidate)).patch(modelId, rules(candidate)),
                new TextAnswers(rules, request.estimatedInputTokens()));
    }

    private RequestRules rules(Candidate candidate) {
        Provider provider = candidate.provider();
        Model model = candidate.model();
        return isTranslated
                ? RequestRules.ofTranslated(provider, model.id(), ask().maxOutputTokens(model))
                : RequestRules.of(provider, model.id());
    }

    private List<String> refused(Candidate candidate) {
        return isTranslated
                ? Refused.in(request, candidate.provider(), candidate.model().id())
                : List.of();
    }

    @Override
    public Optional<ChatRequest> chat() {
        return isChat() ? Optional.of(request) : Optional.empty();
    }

    @Override
    public List<String> leftOut(Optional<Candidate> serving) {
        List<String> unsaid = serving.map(this::unsaid).orElse(List.of());
        if (unsaid.isEmpty()) {
            return request.surcharges();
        }
        List<String> all = new ArrayList<>(request.surcharges());
        all.addAll(unsaid);
        return all;
    }

    /** What a candidate's language has no words for, or its model refuses. */
    private List<String> unsaid(Candidate candidate) {
        if (isChat() && AnthropicDialect.isSpokenBy(candidate)) {
            return AnthropicDialect.leftOut(request, candidate.model());
        }
        if (!isTranslated) {
            return List.of();
        }
        // How much it may say is no matter here.
        String id = candidate.model().id();
        OptionalLong any = OptionalLong.empty();
        List<String> all = new ArrayList<>(refused(candidate));
        all.addAll(request.leftOut(RequestRules.ofTranslated(candidate.provider(), id, any)));
        return all;
    }

    @Override
    public long keptBytes() {
        return 0;
    }

    private boolean isChat() {
        return kind == ChatRequest.Kind.CHAT;
    }

    private record TextAnswers(AnswerRules rules, long estimatedInputTokens) implements Answers {
        @Override
        public UnaryAnswer whole(byte[] body) {
            return UnaryEditor.read(body, rules, estimatedInputTokens);
        }

        @Override
        public ChunkEditor events() {
            return new ChunkEditor(rules);
        }

        @Override
        public List<SseEvent> unfolded(byte[] body) {
            return Unfold.events(body);
        }

        @Override
        public Optional<Fold> fold(int mostBytes) {
            return Optional.of(new Fold(rules, mostBytes));
        }
    }
}
