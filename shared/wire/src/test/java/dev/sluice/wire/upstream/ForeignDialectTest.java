package dev.sluice.wire.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.relay.Admitted;
import dev.sluice.core.relay.Attempted;
import dev.sluice.core.relay.Fault;
import dev.sluice.core.relay.Outcome;
import dev.sluice.core.relay.StartedJob;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.time.Clock;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.wire.answer.OpenAiFormat;
import dev.sluice.wire.answer.Reply;
import dev.sluice.wire.answer.ToldClient;
import dev.sluice.wire.dialect.Asked;
import dev.sluice.wire.dialect.OpenAiDialect;
import dev.sluice.wire.dialect.Question;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A provider that speaks a language of its own is one class ({@link ToyDialect}) and one line: the
 * list of dialects below.
 */
class ForeignDialectTest {
    private static final Dialects DIALECTS =
            new Dialects(List.of(new OpenAiDialect(), new ToyDialect()));

    private ScriptedProvider provider;
    private Dialects dialects = DIALECTS;
    private volatile String answer = "";
    private volatile String seen = "";
    private final ToldClient client = new ToldClient();
    private Attempted.@Nullable Delivered settled;

    @BeforeEach
    void start() throws IOException {
        provider =
                new ScriptedProvider()
                        .on(
                                "POST /v1/talk",
                                call -> {
                                    seen =
                                            call.seen().head().header("x-toy-key")
                                                    + " "
                                                    + call.seen().body();
                                    call.write(
                                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + answer.getBytes(UTF_8).length
                                                    + "\r\n\r\n"
                                                    + answer);
                                });
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    @Test
    void itsEventsComeAsChunksWithTheirUsage() throws Exception {
        answer =
                """
                event: bit
                data: {"t":"Hel"}

                event: bit
                data: {"t":"lo"}

                event: end
                data: {"why":"done","in":7,"out":2}

                """;
        assertThat(ask(",\"stream\":true")).isInstanceOf(Attempted.Delivered.class);
        assertThat(seen).isEqualTo("secret {\"engine\":\"toy-1\",\"say\":\"hi\"}");
        assertThat(client.told())
                .containsSubsequence(
                        "\"content\":\"Hel\"",
                        "\"content\":\"lo\"",
                        "\"finish_reason\":\"stop\"",
                        "data: [DONE]");
        assertUsed();
    }

    @Test
    void itsWholeAnswerComesAsACompletion() throws Exception {
        answer = "{\"t\":\"Hello\",\"why\":\"done\",\"in\":7,\"out\":2}";
        assertThat(ask("")).isInstanceOf(Attempted.Delivered.class);
        assertThat(client.told())
                .contains("\"object\":\"chat.completion\"", "\"content\":\"Hello\"")
                .contains("\"prompt_tokens\":7");
        assertUsed();
    }

    @Test
    void theOtherFormIsDeliveredInTheOneThatWasAsked() throws Exception {
        answer = "{\"t\":\"Hello\",\"why\":\"done\",\"in\":7,\"out\":2}";
        ask(",\"stream\":true");
        assertThat(client.told()).containsSubsequence("\"content\":\"Hello\"", "data: [DONE]");
        assertUsed();
    }

    @Test
    void anErrorAmongItsEventsDecidesByItsCode() throws Exception {
        answer = "event: oops\ndata: {\"code\":\"429\"}\n\n";
        assertThat(ask(",\"stream\":true"))
                .isInstanceOfSatisfying(
                        Attempted.Refused.class,
                        refused ->
                                assertThat(refused.fault().kind())
                                        .isEqualTo(Fault.Kind.RATE_LIMITED));
        assertThat(client.told()).isEmpty();
    }

    @Test
    void whatItHasNoWordsForIsForAnotherCandidate() throws Exception {
        String body = "{\"model\":\"toy-1\",\"input\":\"a\"}";
        Asked asked = read("/v1/embeddings", body);
        assertThat(run(asked))
                .isInstanceOfSatisfying(
                        Attempted.Refused.class,
                        refused -> assertThat(refused.fault().wasSent()).isFalse());
        assertThat(seen).isEmpty();
    }

    /** Each question is asked by a thread of its own. */
    @Test
    void whatNobodyExpectsOfARoundIsThrownToItsRequest() {
        answer = "{}";
        for (RuntimeException bug :
                List.of(new IllegalStateException("a bug"), new ArithmeticException("another"))) {
            dialects = new Dialects(List.of(new OpenAiDialect(), new BrokenRound(bug)));
            assertThatThrownBy(() -> ask("")).isSameAs(bug);
            assertThat(settled).isNull();
        }
    }

    private void assertUsed() {
        assertThat(settled).isNotNull();
        assertThat(settled.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(settled.usage().of(Measure.INPUT_TOKENS)).isEqualTo(7);
        assertThat(settled.usage().of(Measure.OUTPUT_TOKENS)).isEqualTo(2);
        assertThat(settled.usage().estimated()).isFalse();
    }

    private Attempted ask(String more) throws BadRequest, IOException {
        String body =
                "{\"model\":\"toy-1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + more
                        + "}";
        return run(read("/v1/chat/completions", body));
    }

    private static Asked read(String path, String body) throws BadRequest {
        return Objects.requireNonNull(Endpoints.ALL.at(path))
                .read(Content.json(body.getBytes(UTF_8)));
    }

    private Attempted run(Asked asked) throws IOException {
        Timeouts timeouts = new Timeouts(5_000, 20_000, 20_000, 60_000, 15_000);
        Call call = new Call("id", new Caller("ann", List.of(), List.of()), asked.ask());
        try (Upstream upstream =
                new Upstream(
                        new UpstreamClient(timeouts, "test"), dialects, timeouts, Clock.system())) {
            Reply reply = new Reply(client, new OpenAiFormat(), Clock.system());
            return upstream.attempt(call, new Question(asked), reply).run(new Permitted());
        }
    }

    private Candidate candidate() {
        Provider toy =
                new Provider(
                        "toy",
                        "Toy",
                        List.of(),
                        Optional.empty(),
                        new ProviderSpeech(
                                ToyDialect.NAME,
                                Set.of(),
                                List.of(),
                                Map.of(),
                                Map.of(),
                                false,
                                Optional.empty()),
                        new TreeMap<>(),
                        true,
                        false);
        URI at = URI.create(provider.baseUrl());
        Slot slot =
                new Slot(
                        1,
                        new Access("toy", new Secret("secret"), Optional.of(at)),
                        NamedModels.NONE,
                        Allotment.USUAL,
                        100);
        return new Candidate(slot, toy, Model.unlisted("toy", "toy-1"));
    }

    private final class Permitted implements Admitted {
        @Override
        public Candidate candidate() {
            return ForeignDialectTest.this.candidate();
        }

        @Override
        public Meters meters() {
            return Meters.NONE;
        }

        @Override
        public long deadlineNanos() {
            return System.nanoTime() + 60_000_000_000L;
        }

        @Override
        public void answered() {}

        @Override
        public boolean noteIsDue(long nowNanos) {
            return false;
        }

        @Override
        public void note(Metered soFar) {}

        @Override
        public Metered reserved() {
            return Metered.NONE;
        }

        @Override
        public void started(StartedJob job) {
            throw new AssertionError("it is no job");
        }

        @Override
        public void settle(Attempted.Delivered delivered) {
            settled = delivered;
        }
    }
}
