package dev.sluice.wire.endpoint;

import dev.sluice.core.call.Ask;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.messages.MessagesRequest;
import dev.sluice.wire.openai.BadRequest;
import dev.sluice.wire.openai.ChatRequest;
import dev.sluice.wire.openai.Quirk;
import java.util.Optional;

/** A request in Anthropic's Messages: as a chat, for providers that speak that. */
final class MessagesAsked implements Asked {
    private final MessagesRequest request;
    private final MessagesRequest.Chat plain;
    private final TextAsked chat;

    private MessagesAsked(MessagesRequest request, MessagesRequest.Chat plain) throws BadRequest {
        this.request = request;
        this.plain = plain;
        this.chat = asked(plain);
    }

    static MessagesAsked read(byte[] body) throws BadRequest {
        MessagesRequest request = MessagesRequest.parse(body);
        return new MessagesAsked(request, request.chat(MessagesRequest.Extras.NONE));
    }

    private static TextAsked asked(MessagesRequest.Chat chat) throws BadRequest {
        return TextAsked.lowering(ChatRequest.parse(ChatRequest.Kind.CHAT, chat.body()));
    }

    @Override
    public Ask ask() {
        return chat.ask();
    }

    @Override
    public Spoken openAi(Candidate candidate) throws BadRequest {
        MessagesRequest.Extras extras =
                new MessagesRequest.Extras(
                        Quirk.REASONING_SWITCH.isOf(candidate.provider()),
                        Quirk.REASONING_BACK.isOf(candidate.provider()));
        return plain.thinks() && !extras.equals(MessagesRequest.Extras.NONE)
                ? asked(request.chat(extras)).openAi(candidate)
                : chat.openAi(candidate);
    }

    @Override
    public Optional<ChatRequest> chat() {
        return chat.chat();
    }
}
