package dev.sluice.wire.openai.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.openai.Fixtures;
import dev.sluice.wire.openai.Fixtures.Fixture;
import dev.sluice.wire.openai.Mutations;
import dev.sluice.wire.openai.Trees;
import dev.sluice.wire.openai.answer.EventReader.Verdict;
import dev.sluice.wire.openai.answer.UnaryAnswer.Completion;
import dev.sluice.wire.sse.Reads;
import java.io.IOException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever an upstream sends, the client gets JSON, and the gateway does not fall over. */
class AnswerLawsTest {
    private static final AnswerRules ALL = new AnswerRules(true, true, true);

    @Provide
    Arbitrary<Fixture> chats() {
        return Arbitraries.of(Fixtures.chats());
    }

    @Provide
    Arbitrary<String> chunks() {
        return Arbitraries.of(
                "{\"id\":\"c\",\"object\":\"text.completion\",\"choices\":[{\"index\":0,\"text\":\"a\\u00e9\",\"logprobs\":{\"tokens\":[\"a\",\"\\ud83d\"],\"token_logprobs\":[-1,null],\"top_logprobs\":[{\"a\":-1}]},\"finish_reason\":\"eos\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}",
                "{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":9,\"prompt_tokens_details\":{\"cached_tokens\":1}},\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"tool_calls\":[{\"function\":{\"arguments\":\"{}\"}}]},\"finish_reason\":\"\"},{\"index\":1,\"message\":{}}]}");
    }

    @Property(tries = 1_000)
    void aMutatedStreamIsRelayedAsJsonOrEndedWithAnError(
            @ForAll("chats") Fixture fixture, @ForAll long seed, @ForAll boolean includeUsage)
            throws IOException {
        Relay relay =
                Relay.of(
                        Reads.whole(Mutations.of(fixture.bytes(), seed)),
                        new AnswerRules(includeUsage, true, true));
        assertThat(relay.chunks()).allMatch(chunk -> Trees.isJson(chunk.getBytes(UTF_8)));
        assertThat(relay.sent().contains("[DONE]")).isEqualTo(relay.editor().endedProperly());
    }

    @Property(tries = 4_000)
    void aMutatedChunkIsRelayedAsJsonOrNotAtAll(@ForAll("chunks") String chunk, @ForAll long seed)
            throws IOException {
        String mutated =
                new String(Mutations.of(chunk.getBytes(UTF_8), seed), UTF_8)
                        .replace('\n', ' ')
                        .replace('\r', ' ');
        Relay relay = Relay.ofChunks(ALL, mutated);
        assertThat(relay.chunks()).allMatch(sent -> Trees.isJson(sent.getBytes(UTF_8)));
        if (relay.verdicts().getFirst() == Verdict.RELAY) {
            assertThat(Trees.at(relay.trees().getFirst(), "usage")).isNull();
        }
    }

    @Property(tries = 4_000)
    void aMutatedAnswerStaysJsonOrIsNoCompletion(
            @ForAll("chunks") String chunk, @ForAll long seed) {
        byte[] body = Mutations.of(chunk.getBytes(UTF_8), seed);
        if (UnaryEditor.read(body, ALL) instanceof Completion completion) {
            byte[] sent = completion.body().toByteArray();
            assertThat(Trees.isJson(sent))
                    .as("%s -> %s", new String(body, UTF_8), new String(sent, UTF_8))
                    .isTrue();
            assertThat(completion.body().lengthBytes()).isEqualTo(sent.length);
        }
    }
}
