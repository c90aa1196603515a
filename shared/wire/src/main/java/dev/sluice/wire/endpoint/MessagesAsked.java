package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.messages.AnthropicDialect;
import dev.sluice.wire.messages.CacheHints;
import dev.sluice.wire.messages.MessagesFormat;
import dev.sluice.wire.messages.MessagesRequest;
import dev.sluice.wire.messages.MessagesRequest.Chat;
import dev.sluice.wire.messages.MessagesRequest.Extras;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.request.ChatRequest;
import dev.sluice.wire.openai.request.Thoughts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request in Anthropic's Messages: passed through to providers that speak it, a chat for all
 * others. What a chat has no words for is refused where the provider is one for chats.
 */
final class MessagesAsked implements Asked {
    /** Of one in a set, beside its characters. */
    private static final long ID_BYTES = 64;

    private final Content content;
    private final MessagesRequest request;
    private final Ask ask;
    private final boolean thinks;
    private final boolean answers;
    private final boolean isForeign;
    private final Set<String> callIds;
    private final @Nullable TextAsked chat;
    private final @Nullable BadRequest wordless;

    private MessagesAsked(
            Content content,
            MessagesRequest request,
            @Nullable Chat plain,
            @Nullable BadRequest wordless)
            throws BadRequest {
        this.content = content;
        this.request = request;
        this.thinks = plain != null && plain.thinks();
        this.answers = plain != null && plain.answers();
        this.isForeign = plain == null || plain.isForeign();
        this.callIds = plain == null ? Set.of() : plain.callIds();
        this.chat = plain == null ? null : asked(plain);
        Ask plainly = chat == null ? searching(request) : chat.ask();
        this.ask = plainly.caching(CacheHints.of(content.bytes()));
        this.wordless = wordless;
    }

    static MessagesAsked read(Content content) throws BadRequest {
        MessagesRequest request = MessagesRequest.parse(content.bytes());
        Chat plain;
        try {
            plain = request.chat(Extras.NONE);
        } catch (BadRequest e) {
            if (MessagesRequest.isWordless(e)) {
                request.judgeAddresses();
                return new MessagesAsked(content, request, null, e);
            }
            throw e;
        }
        return new MessagesAsked(content, request, plain, null);
    }

    /** Tools of the provider's own are there where a chat has no words alone. */
    private static Ask searching(MessagesRequest request) throws BadRequest {
        Measures searches = Measures.of(Measure.SEARCHES, request.mostSearches());
        return searches.isZero() ? request.ask() : request.ask().wanting(_ -> searches);
    }

    private static TextAsked asked(Chat chat) throws BadRequest {
        return TextAsked.translated(ChatRequest.parse(ChatRequest.Kind.CHAT, chat.body()));
    }

    @Override
    public Ask ask() {
        return ask;
    }

    @Override
    public void check(Candidate candidate) throws BadRequest {
        if (wordless != null && speaksChats(candidate)) {
            throw wordless;
        }
    }

    private static boolean speaksChats(Candidate candidate) {
        return !AnthropicDialect.isSpokenBy(candidate) && !candidate.isAskedIn(Capability.MESSAGES);
    }

    @Override
    public Spoken openAi(Candidate candidate) throws BadRequest {
        if (candidate.isAskedIn(Capability.MESSAGES)) {
            return request.own(candidate, ask, content.headers()).at("/messages");
        }
        if (chat == null) {
            throw wordless == null ? new BadRequest("there is no chat", null, null) : wordless;
        }
        Extras extras =
                new Extras(
                        Quirk.REASONING_SWITCH.isOf(candidate.provider()),
                        Thoughts.of(candidate.provider()));
        boolean changes =
                thinks ? !extras.equals(Extras.NONE) : answers && wantsThoughtsOfEach(extras);
        return changes ? asked(request.chat(extras)).openAi(candidate) : chat.openAi(candidate);
    }

    private static boolean wantsThoughtsOfEach(Extras extras) {
        return extras.thoughts() == Thoughts.SAID_OF_EACH;
    }

    @Override
    public Optional<ChatRequest> chat() {
        return chat == null ? Optional.empty() : chat.chat();
    }

    @Override
    public List<String> leftOut(Optional<Candidate> serving) {
        List<String> all = new ArrayList<>(request.leftOut(content.headers()));
        if (chat != null && serving.isPresent() && speaksChats(serving.get())) {
            all.addAll(chat.leftOut(serving));
        }
        return all;
    }

    AnswerFormat format(Call call) {
        return new MessagesFormat(call, callIds);
    }

    /** Of the format. */
    @Override
    public long keptBytes() {
        return callIds.stream().mapToLong(id -> ID_BYTES + id.length()).sum();
    }

    @Override
    public Optional<Spoken> own(String dialect, Candidate candidate) throws BadRequest {
        if (!dialect.equals(AnthropicDialect.NAME)) {
            return Optional.empty();
        }
        return Optional.of(
                isForeign
                        ? request.mended(candidate, ask, content.headers())
                        : request.own(candidate, ask, content.headers()));
    }
}
