package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.moderations.Moderation;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationCreateResponse;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/moderations}: guard models are asked by chat, a question a text. */
class ModerationsTest {
    private static final String GUARD = "meta-llama/Llama-Guard-4-12B";
    private World world;

    @BeforeEach
    void start() throws IOException {
        world = World.settings().start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    private static Reply judge(World at, String members) throws IOException {
        return at.post("/v1/moderations", World.KEY, ("{" + members + "}").getBytes(UTF_8));
    }

    private static String named(String members) {
        return "\"model\":\"" + GUARD + "\"," + members;
    }

    @Test
    void theOfficialSdkIsToldOfEachText() {
        OpenAIClient client =
                OpenAIOkHttpClient.builder().baseUrl(world.url()).apiKey(World.KEY).build();
        ModerationCreateResponse answer =
                client.moderations()
                        .create(
                                ModerationCreateParams.builder()
                                        .inputOfStrings(
                                                List.of("I hate them", "hello", "sex and suicide"))
                                        .build());

        assertThat(answer.id()).startsWith("modr-");
        assertThat(answer.model()).isEqualTo(GUARD);
        assertThat(answer.results().stream().map(Moderation::flagged))
                .containsExactly(true, false, true);
        assertThat(answer.results().get(0).categories().hate()).isTrue();
        assertThat(answer.results().get(0).categories().sexual()).isFalse();
        assertThat(answer.results().get(2).categories().sexual()).isTrue();
        assertThat(answer.results().get(2).categories().selfHarm()).isTrue();
        assertThat(answer.results().get(2).categoryScores().sexual()).isEqualTo(1.0);
    }

    @Test
    void oneCallATextAndOneRowARequest() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(GUARD, Scripts.text("unsafe\\nS4"));

            Reply reply = judge(other, named("\"input\":[\"a\",\"b\",\"c\"]"));

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(upstream.requestsFor(GUARD)).isEqualTo(3);
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Tree asked = Tree.parse(upstream.take().body());
                sent.add(asked.at("messages", 0, "content").text());
            }
            assertThat(sent).containsExactlyInAnyOrder("a", "b", "c"); // they are asked at once
            Tree minors = reply.json().at("results", 0, "categories");
            assertThat(minors.at("sexual/minors").toString()).isEqualTo("true");
            assertThat(minors.at("sexual").toString()).isEqualTo("false");
            Map<String, String> row = other.settled(reply);
            assertThat(row)
                    .containsEntry("kind", "moderation")
                    .containsEntry("inputTokens", "30")
                    .containsEntry("outputTokens", "15")
                    .containsEntry("costNanoUsd", Long.toString(45 * 200));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"I cannot say", "safe, I think", "", "unsafely", "safe\\nS1", "S1"})
    void anAnswerThatIsNoVerdictIsAnErrorAndNeverSafe(String said) throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(GUARD, Scripts.text(said));

            Reply reply = judge(other, named("\"input\":\"a\""));

            reply.error(502);
            assertThat(other.settled(reply)).containsEntry("outcome", "upstreamFailed");
        }
    }

    @Test
    void whatWasPaidBeforeAFailureIsInTheRow() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(
                    GUARD,
                    call -> {
                        boolean isSecond = call.seen().body().contains("second");
                        call.write(
                                isSecond
                                        ? Scripts.json(500, "", "{}")
                                        : Scripts.json(200, "", Scripts.completion("safe")));
                    });

            Reply reply = judge(other, named("\"input\":[\"first\",\"second\"]"));

            reply.error(502);
            assertThat(other.settled(reply))
                    .containsEntry("inputTokens", "10")
                    .containsEntry("costNanoUsd", Long.toString(15 * 200));
        }
    }

    @Test
    void eightTextsAreJudgedAtOnceAndInTheirOrder() throws Exception {
        CountDownLatch eight = new CountDownLatch(8);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(
                    GUARD,
                    call -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        eight.countDown();
                        boolean came = eight.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS);
                        String said = call.seen().body().contains("bad") ? "unsafe\\nS10" : "safe";
                        now.decrementAndGet();
                        call.write(
                                came
                                        ? Scripts.json(200, "", Scripts.completion(said))
                                        : Scripts.json(500, "", "{}"));
                    });

            Reply reply =
                    judge(
                            other,
                            named(
                                    "\"input\":[\"0\",\"bad\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"bad\"]"));

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(most.get()).isEqualTo(8);
            List<String> flagged =
                    reply.json().at("results").items().stream()
                            .map(result -> result.at("flagged").toString())
                            .toList();
            assertThat(flagged.indexOf("true")).isEqualTo(1);
            assertThat(flagged.lastIndexOf("true")).isEqualTo(9);
            assertThat(flagged.stream().filter("true"::equals)).hasSize(2);
            assertThat(other.settled(reply)).containsEntry("inputTokens", "100");
        }
    }

    @Test
    void aFailureEndsTheQuestionsBehindIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(
                    GUARD,
                    call -> {
                        asked.countDown();
                        if (call.seen().body().contains("second")) {
                            call.awaitHangUp();
                        } else {
                            boolean both = asked.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS);
                            call.write(Scripts.json(both ? 400 : 500, "", "{}"));
                        }
                    });

            Reply reply = judge(other, named("\"input\":[\"first\",\"second\"]"));

            reply.error(400);
            upstream.awaitHangUpNanos();
            assertThat(other.settled(reply)).containsEntry("costNanoUsd", "0");
        }
    }

    /** The first text was heard; eight others were asked, and the tenth was not. */
    @Test
    void whatWasAskedWhenItsClientHungUpIsInTheRow() throws Exception {
        CountDownLatch asked = new CountDownLatch(9);
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream);
                RawClient client = other.client()) {
            upstream.on(
                    GUARD,
                    call -> {
                        asked.countDown();
                        if (call.seen().body().contains("first")) {
                            call.write(Scripts.json(200, "", Scripts.completion("safe")));
                        } else {
                            call.awaitHangUp();
                        }
                    });
            String texts = ",\"next text\"".repeat(9);
            String body = "{" + named("\"input\":[\"first text\"" + texts + "]") + "}";
            client.post("/v1/moderations", World.KEY, body.getBytes(UTF_8));
            assertThat(asked.await(Wait.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            client.close();

            Wait.until(
                    "settled", () -> other.rows().stream().anyMatch(r -> r.containsKey("outcome")));
            Map<String, String> row = other.rows().getFirst();
            assertThat(row)
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("estimated", "true")
                    .containsEntry("outputTokens", "5");
            long estimatedInput = Long.parseLong(row.get("inputTokens")) - 10;
            assertThat(estimatedInput).isPositive();
            assertThat(estimatedInput % 8).isZero();
            assertThat(upstream.seen()).hasSize(9);
        }
    }

    @Test
    void aModelOfOpenAisThatNobodyHasIsJudgedByAGuard() throws Exception {
        Reply reply = judge(world, "\"model\":\"omni-moderation-latest\",\"input\":\"hello\"");
        assertThat(reply.json().at("model").text()).isEqualTo(GUARD);
        assertThat(reply.json().at("results", 0, "flagged").toString()).isEqualTo("false");
    }

    @Test
    void whoOnlyChatsGivesNoVerdicts() throws Exception {
        String members = "\"model\":\"" + World.LLAMA + "\",\"input\":\"a\"";
        assertThat(judge(world, members).error(400).at("message").text())
                .contains(World.LLAMA, "POST /v1/chat/completions");
        assertThat(world.ask(GUARD).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"x\":1 | input",
                "\"input\":7 | input",
                "\"input\":\"\" | input",
                "\"input\":[] | input",
                "\"input\":[\"a\",7] | input[1]",
                "\"input\":[{\"type\":\"text\"}] | input[0]",
                "\"input\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://10.0.0.1/\"}}] | input[0].image_url",
                "\"input\":\"a\",\"model\":7 | model",
            })
    void badInputIsA400ThatNamesTheMemberAndHoldsNothing(String members, String param)
            throws Exception {
        assertThat(judge(world, members).error(400).at("param").text()).isEqualTo(param);
        assertThat(world.rows()).isEmpty();
    }
}
