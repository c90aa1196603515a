package dev.sluice.wire.messages;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.openai.request.ChatRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Anthropic's language: requests of clients that speak it are passed through, chats are translated.
 * A base URL is what {@code /v1/messages} is appended to.
 */
public final class AnthropicDialect implements Dialect {
    public static final String NAME = "anthropic";

    /** Bedrock's dialect, in which models of this one's own are asked in it. */
    public static final String BEDROCK = "bedrock";

    /** What the ids of Anthropic's models begin with at Bedrock, be it behind a place. */
    private static final String MODELS_AT_BEDROCK = "anthropic.";

    /** Where messages are asked for, behind a base URL without a version. */
    public static final String PATH = "/v1/messages";

    /** Whether a candidate is asked in this language, be it behind Bedrock's. */
    public static boolean isSpokenBy(Candidate candidate) {
        return isSpokenBy(candidate.provider(), candidate.model());
    }

    /** Whether a provider asks a model of its in this language. */
    public static boolean isSpokenBy(Provider provider, Model model) {
        String dialect = provider.speech().dialect();
        return dialect.equals(NAME) || (dialect.equals(BEDROCK) && isOfAnthropic(model.id()));
    }

    /** An id may begin with the place that answers: {@code us.}, {@code apac.}, {@code global.}. */
    private static boolean isOfAnthropic(String id) {
        return id.startsWith(MODELS_AT_BEDROCK)
                || id.startsWith(MODELS_AT_BEDROCK, id.indexOf('.') + 1);
    }

    /**
     * Members of a chat that this language has no words for, or a model does not take, and that are
     * left out all the same.
     */
    public static List<String> leftOut(ChatRequest chat, Model model) {
        return ChatAsMessages.leftOut(chat, model);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean hasWords(Asked asked, Candidate candidate) throws BadRequest {
        return asked.chat().isPresent() || asked.own(NAME, candidate).isPresent();
    }

    @Override
    public Optional<Spoken> speak(Asked asked, Candidate candidate) throws BadRequest {
        Optional<Spoken> own = asked.own(NAME, candidate);
        Optional<ChatRequest> chat = asked.chat();
        return own.isPresent() || chat.isEmpty()
                ? own
                : Optional.of(translated(chat.get(), asked, candidate));
    }

    private static Spoken translated(ChatRequest chat, Asked asked, Candidate candidate)
            throws BadRequest {
        return new Spoken(
                PATH,
                ChatAsMessages.of(chat, asked.ask(), candidate.model()),
                new MessagesAsChat(chat.includeUsage(), candidate.model().id()),
                Headers.builder().set(MessagesManners.VERSION, Versions.VERSION).build());
    }

    @Override
    public void authorise(Post post, Slot slot) throws IOException {
        post.header("x-api-key", slot.key().reveal());
    }
}
