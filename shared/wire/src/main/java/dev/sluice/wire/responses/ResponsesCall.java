package dev.sluice.wire.responses;

import dev.sluice.core.call.Ask;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.answer.AnswerFormat;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.openai.request.ChatRequest;
import dev.sluice.wire.openai.request.Thoughts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request of {@code POST /v1/responses}: a chat for most providers, and passed through to those
 * that speak Responses. What a chat has no words for is refused where the provider is one for
 * chats.
 */
public final class ResponsesCall implements Asked {
    private final ResponsesRequest request;
    private final ResponsesRequest toldBack;
    private final Ask ask;
    private final ToolNames names;
    private final List<String> leftOut;
    private final @Nullable AsChat chat;
    private final @Nullable BadRequest wordless;
    private final Passed passed = new Passed();

    /** The same request as a chat, and how a chat is asked. */
    private record AsChat(
            ResponsesRequest.Chat translated, Asked asked, Function<ChatRequest, Asked> reader) {

        static AsChat of(ResponsesRequest.Chat translated, Function<ChatRequest, Asked> reader)
                throws BadRequest {
            return new AsChat(translated, asked(translated, reader), reader);
        }

        static Asked asked(ResponsesRequest.Chat translated, Function<ChatRequest, Asked> reader)
                throws BadRequest {
            return reader.apply(ChatRequest.parse(ChatRequest.Kind.CHAT, translated.body()));
        }
    }

    private ResponsesCall(
            ResponsesRequest request,
            Ask ask,
            @Nullable AsChat chat,
            @Nullable BadRequest wordless) {
        this.request = request;
        this.toldBack = request.only(Envelope.TOLD_BACK);
        this.ask = ask;
        this.names = chat == null ? new ToolNames(List.of()) : chat.translated().names();
        this.leftOut = chat == null ? List.of() : chat.translated().leftOut();
        this.chat = chat;
        this.wordless = wordless;
    }

    /**
     * Reads a body.
     *
     * @param asChat how a chat is asked
     */
    public static ResponsesCall read(byte[] body, Function<ChatRequest, Asked> asChat)
            throws BadRequest {
        ResponsesRequest request = ResponsesRequest.parse(body);
        ResponsesRequest.Chat translated;
        try {
            translated = request.chat();
        } catch (BadRequest e) {
            if (Wrong.isUnsupported(e)) {
                request.judge();
                return new ResponsesCall(request, request.ask(), null, e);
            }
            throw e;
        }
        AsChat chat = AsChat.of(translated, asChat);
        return new ResponsesCall(request, chat.asked().ask(), chat, null);
    }

    @Override
    public Ask ask() {
        return ask;
    }

    @Override
    public void check(Candidate candidate) throws BadRequest {
        if (wordless != null && !OwnLanguage.isSpokenBy(candidate)) {
            throw wordless;
        }
    }

    @Override
    public Spoken openAi(Candidate candidate) throws BadRequest {
        if (OwnLanguage.isSpokenBy(candidate)) {
            return new Spoken(
                    "/responses",
                    request.own(candidate.model().id(), ask.maxOutputTokens(candidate.model())),
                    new OwnLanguage(passed, candidate));
        }
        if (chat == null) {
            throw new IllegalStateException("what no chat can say was not checked");
        }
        Thoughts thoughts = Thoughts.of(candidate.provider());
        Asked asked =
                chat.translated().wouldDiffer(thoughts)
                        ? AsChat.asked(request.chat(thoughts), chat.reader())
                        : chat.asked();
        return asked.openAi(candidate);
    }

    @Override
    public Optional<ChatRequest> chat() {
        return chat == null ? Optional.empty() : chat.asked().chat();
    }

    @Override
    public long keptBytes() {
        return toldBack.bytes();
    }

    @Override
    public List<String> leftOut(Optional<Candidate> serving) {
        if (chat == null || (serving.isPresent() && OwnLanguage.isSpokenBy(serving.get()))) {
            return request.surcharges();
        }
        List<String> all = new ArrayList<>(request.surcharges());
        all.addAll(leftOut);
        all.addAll(chat.asked().leftOut(serving));
        return all;
    }

    /** How its answer looks. */
    public AnswerFormat format(String requestId) {
        return new ResponsesFormat(toldBack, names, requestId, passed);
    }
}
