package dev.sluice.wire.dialects;

import dev.sluice.core.call.Source;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.Dialect;
import dev.sluice.wire.dialect.OpenAiDialect;
import dev.sluice.wire.dialect.Spoken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.http.Post;
import dev.sluice.wire.messages.AnthropicDialect;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Amazon Bedrock's endpoints for the languages of others: OpenAI's at {@code /v1}, Anthropic's for
 * its models beside it, at {@code /anthropic/v1}. Requests are signed with the process's own role;
 * a slot that has a key all the same (a Bedrock API key) sends that instead. What callers bring
 * along is never signed: our role does not pay for it.
 */
public final class BedrockDialect implements Dialect {
    private static final String MESSAGES = "anthropic" + AnthropicDialect.PATH;

    private final Dialect openAi = new OpenAiDialect();
    private final Dialect anthropic = new AnthropicDialect();
    private final RequestSigner signer;

    public BedrockDialect(RequestSigner signer) {
        this.signer = signer;
    }

    @Override
    public String name() {
        return AnthropicDialect.BEDROCK;
    }

    @Override
    public boolean hasWords(Asked asked, Candidate candidate) throws BadRequest {
        return !AnthropicDialect.isSpokenBy(candidate) || anthropic.hasWords(asked, candidate);
    }

    @Override
    public Optional<Spoken> speak(Asked asked, Candidate candidate) throws BadRequest {
        return AnthropicDialect.isSpokenBy(candidate)
                ? anthropic.speak(asked, candidate).map(spoken -> spoken.at(MESSAGES))
                : openAi.speak(asked, candidate);
    }

    @Override
    public void authorise(Post post, Slot slot) throws IOException {
        if (!slot.key().reveal().isEmpty()) {
            openAi.authorise(post, slot);
            return;
        }
        if (slot.source() != Source.SERVER) {
            throw new IOException("a provider of a caller's own needs a key");
        }
        Map<String, String> signed = signer.headers(post.url(), post.body());
        signed.forEach(post::header);
    }
}
