package dev.sluice.wire.messages;

import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.openai.BadRequest;
import dev.sluice.wire.openai.ChatRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * Anthropic's language: requests of clients that speak it are passed through, chats are translated.
 * A base URL is what {@code /v1/messages} is appended to.
 */
public final class AnthropicDialect implements Dialect {
    public static final String NAME = "anthropic";

    /** Where messages are asked for, behind a base URL without a version. */
    public static final String PATH = "/v1/messages";

    @Override
    public String name() {
        return NAME;
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
        ChatAsMessages messages = ChatAsMessages.of(chat, asked.ask(), candidate.model());
        Headers.Builder headers = Headers.builder().set(MessagesManners.VERSION, Versions.VERSION);
        if (messages.hasSystemInside()) {
            headers.set(Versions.BETA, Versions.SYSTEM_INSIDE);
        }
        return new Spoken(
                PATH,
                messages.body(),
                new MessagesAsChat(chat.includeUsage(), candidate.model().id()),
                headers.build());
    }

    @Override
    public void authorise(Post post, Slot slot) throws IOException {
        post.header("x-api-key", slot.key().reveal());
    }
}
