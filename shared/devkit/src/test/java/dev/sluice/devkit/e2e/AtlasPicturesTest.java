package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures that Atlas Cloud makes as jobs, and the gateway answers as OpenAI would. */
class AtlasPicturesTest {
    private static final String TURBO = "z-image/turbo";
    private static final String EDIT = "google/nano-banana-2/edit";
    private static final String SUBMIT = "POST /api/v1/model/generateImage";
    private static final String LOOK = "GET /api/v1/model/prediction/p-1";
    private static final String TAKEN =
            "{\"code\":200,\"data\":{\"id\":\"p-1\",\"status\":\"starting\"}}";

    /** 0.01 USD a picture. */
    private static final String ONE_PICTURE = "10000000";

    private ScriptedProvider upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.settings().slot(4, "atlascloud", upstream.baseUrl()).start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    private Reply generate(String members) throws IOException {
        String body = "{\"model\":\"" + TURBO + "\",\"prompt\":\"x\"" + members + "}";
        return world.post("/v1/images/generations", World.KEY, body.getBytes(UTF_8));
    }

    private static String told(String members) {
        return "{\"code\":200,\"data\":{\"id\":\"p-1\"," + members + "}}";
    }

    private ScriptedProvider.Script looks(String... answers) {
        AtomicInteger next = new AtomicInteger();
        return call -> {
            int at = Math.min(next.getAndIncrement(), answers.length - 1);
            call.write(Scripts.json(200, "", answers[at]));
        };
    }

    @Test
    void aJobIsSubmittedOnceLookedAtAndAnsweredInOpenAisForm() throws Exception {
        upstream.on(TURBO, Scripts.answer(TAKEN))
                .on(
                        LOOK,
                        looks(
                                told("\"status\":\"processing\""),
                                told(
                                        "\"status\":\"completed\",\"outputs\":[\"https://cdn.example/a.png\"]")));

        Reply reply = generate(",\"size\":\"1024x512\",\"seed\":3,\"response_format\":\"url\"");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().at("created").number()).isPositive();
        assertThat(reply.json().at("data", 0, "url").text()).isEqualTo("https://cdn.example/a.png");
        ScriptedProvider.Seen submitted = upstream.take();
        assertThat(submitted.line()).isEqualTo(SUBMIT);
        assertThat(submitted.key()).isEqualTo("Bearer upstream-key-4");
        Tree sent = Tree.parse(submitted.body());
        assertThat(sent.names()).containsExactlyInAnyOrder("model", "prompt", "size", "seed");
        assertThat(sent.at("size").text()).isEqualTo("1024*512");
        assertThat(upstream.take().line()).isEqualTo(LOOK);
        assertThat(upstream.take().key()).isEqualTo("Bearer upstream-key-4");
        assertThat(world.settled(reply))
                .containsEntry("outcome", "completed")
                .containsEntry("images", "1")
                .containsEntry("estimated", "false")
                .containsEntry("costNanoUsd", ONE_PICTURE);
    }

    @Test
    void aPictureThatIsWantedInTheAnswerIsFetchedWithoutTheKey() throws Exception {
        String address = upstream.baseUrl().replace("/v1", "/files/a.png");
        upstream.on(TURBO, Scripts.answer(TAKEN))
                .on(LOOK, looks(told("\"status\":\"succeeded\",\"outputs\":[\"" + address + "\"]")))
                .on("GET /files/a.png", Scripts.answer("the picture"));

        Reply reply = generate(",\"response_format\":\"b64_json\"");

        byte[] picture = Base64.getDecoder().decode(reply.json().at("data", 0, "b64_json").text());
        assertThat(new String(picture, UTF_8)).isEqualTo("the picture");
        ScriptedProvider.Seen fetched =
                upstream.seen().stream()
                        .filter(request -> request.line().startsWith("GET /files/"))
                        .findFirst()
                        .orElseThrow();
        assertThat(fetched.key()).isEmpty();
        Reply stream = generate(",\"stream\":true");
        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        assertThat(stream.body()).startsWith("event: image_generation.completed\ndata: {");
    }

    @Test
    void aPostWithoutAnAnswerIsNeverSentAgainAndIsBilledAsEstimated() throws Exception {
        upstream.on(TURBO, ScriptedProvider.Call::reset);

        Reply reply = generate("");

        reply.error(502);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(upstream.requestsFor(TURBO)).isEqualTo(1);
        assertThat(world.settled(reply))
                .containsEntry("outcome", "upstreamFailed")
                .containsEntry("estimated", "true")
                .containsEntry("images", "1")
                .containsEntry("costNanoUsd", ONE_PICTURE);
    }

    @Test
    void aPostThatNeverLeftHasBegunNothing() throws Exception {
        try (HangsUp tls = new HangsUp();
                World alone = World.settings().slot(4, "atlascloud", tls.origin()).start()) {
            String body = "{\"model\":\"" + TURBO + "\",\"prompt\":\"x\"}";

            Reply reply = alone.post("/v1/images/generations", World.KEY, body.getBytes(UTF_8));

            reply.error(502);
            assertThat(reply.header("x-should-retry")).isEmpty();
            assertThat(alone.settled(reply)).containsEntry("costNanoUsd", "0");
        }
    }

    /** Six were reserved as two, and billed so where nobody heard of them again. */
    @Test
    void whatAModelsOwnMemberAsksForIsReservedForEachJob() throws Exception {
        upstream.on(TURBO, ScriptedProvider.Call::reset);

        Reply reply = generate(",\"n\":2,\"num_images\":\"3\",\"max_images\":2");

        reply.error(502);
        assertThat(world.settled(reply))
                .containsEntry("reservedImages", "6")
                .containsEntry("images", "3") // the second job was not submitted
                .containsEntry("costNanoUsd", "30000000");
        assertThat(generate(",\"max_images\":1000").error(400).at("param").text())
                .isEqualTo("max_images");
    }

    @Test
    void whatIsNoPredictionIsNoReasonToAskAgain() throws Exception {
        upstream.on(TURBO, Scripts.answer("<html>"));

        Reply reply = generate("");

        reply.error(502);
        assertThat(reply.header("x-should-retry")).isEqualTo("false");
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", ONE_PICTURE);
    }

    @Test
    void aLookThatFailsIsRepeatedAndChangesNothing() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        upstream.on(TURBO, Scripts.answer(TAKEN))
                .on(
                        LOOK,
                        call -> {
                            switch (looks.getAndIncrement()) {
                                case 0 -> call.write(Scripts.json(503, "", "{}"));
                                case 1 -> call.reset();
                                default ->
                                        call.write(
                                                Scripts.json(
                                                        200,
                                                        "",
                                                        told(
                                                                "\"status\":\"completed\",\"outputs\":[\"https://cdn.example/a.png\"]")));
                            }
                        });

        assertThat(generate("").status()).isEqualTo(200);
        assertThat(upstream.requestsFor(TURBO)).isEqualTo(1);
    }

    @Test
    void aJobThatFailsCostsNothingAndSaysWhy() throws Exception {
        upstream.on(TURBO, Scripts.answer(TAKEN))
                .on(
                        LOOK,
                        looks(
                                told(
                                        "\"status\":\"failed\",\"error\":\"not nice\",\"error_code\":1039")));

        Reply reply = generate("");

        Tree error = reply.error(400);
        assertThat(error.at("code").text()).isEqualTo("content_policy_violation");
        assertThat(error.at("message").text()).isEqualTo("not nice");
        assertThat(world.settled(reply))
                .containsEntry("costNanoUsd", "0")
                .containsEntry("priced", "true");
    }

    @Test
    void anErrorStatusMeansNoJobAndAnotherSlotMayServe() throws Exception {
        try (ScriptedProvider second = new ScriptedProvider();
                World two =
                        World.settings()
                                .slot(4, "atlascloud", upstream.baseUrl())
                                .slot(5, "atlascloud", second.baseUrl())
                                .set("SLUICE_PROVIDER_PRIORITY_5", 200)
                                .start()) {
            upstream.on(TURBO, Scripts.answer("{\"code\":402,\"msg\":\"balance\",\"data\":null}"));
            second.on(TURBO, Scripts.answer(TAKEN))
                    .on(
                            LOOK,
                            looks(
                                    told(
                                            "\"status\":\"completed\",\"output\":\"https://c.example/a\"")));
            String body = "{\"model\":\"" + TURBO + "\",\"prompt\":\"x\"}";

            Reply reply = two.post("/v1/images/generations", World.KEY, body.getBytes(UTF_8));

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(two.settled(reply))
                    .containsEntry("slot", "5")
                    .containsEntry("costNanoUsd", ONE_PICTURE);
        }
    }

    @Test
    void aJobThatOutlivesTheRequestIsToldAsOneThatMayHaveBegun() throws Exception {
        upstream.on(TURBO, Scripts.answer(TAKEN))
                .on(LOOK, looks(told("\"status\":\"processing\"")));
        try (World hurried =
                World.settings()
                        .slot(4, "atlascloud", upstream.baseUrl())
                        .set("SLUICE_WHOLE_ANSWER_TIMEOUT_MS", 2_000)
                        .start()) {
            String body = "{\"model\":\"" + TURBO + "\",\"prompt\":\"x\"}";

            Reply reply = hurried.post("/v1/images/generations", World.KEY, body.getBytes(UTF_8));

            reply.error(504);
            assertThat(reply.header("x-should-retry")).isEqualTo("false");
            assertThat(upstream.requestsFor(TURBO)).isEqualTo(1);
            assertThat(hurried.settled(reply))
                    .containsEntry("estimated", "true")
                    .containsEntry("costNanoUsd", ONE_PICTURE);
        }
    }

    @Test
    void aHangUpEndsTheLooksAndTheJobIsPaidOnce() throws Exception {
        upstream.on(TURBO, Scripts.answer(TAKEN))
                .on(LOOK, looks(told("\"status\":\"processing\"")));
        try (RawClient client = world.client()) {
            String body = "{\"model\":\"" + TURBO + "\",\"prompt\":\"x\"}";
            client.post("/v1/images/generations", World.KEY, body.getBytes(UTF_8));
            upstream.take();
            upstream.take();
        }
        assertThat(world.onlySettled())
                .containsEntry("outcome", "clientGone")
                .containsEntry("estimated", "true")
                .containsEntry("costNanoUsd", ONE_PICTURE);
    }

    @Test
    void severalPicturesAreAJobEach() throws Exception {
        AtomicInteger ids = new AtomicInteger();
        upstream.on(
                TURBO,
                call ->
                        call.write(
                                Scripts.json(
                                        200,
                                        "",
                                        TAKEN.replace("p-1", "p-" + ids.incrementAndGet()))));
        for (int i = 1; i <= 3; i++) {
            upstream.on(
                    "GET /api/v1/model/prediction/p-" + i,
                    looks(
                            told(
                                    "\"status\":\"completed\",\"outputs\":[\"https://c.example/"
                                            + i
                                            + "\"]")));
        }

        Reply reply = generate(",\"n\":3");

        assertThat(reply.json().at("data").items()).hasSize(3);
        assertThat(upstream.requestsFor(TURBO)).isEqualTo(3);
        assertThat(world.settled(reply))
                .containsEntry("images", "3")
                .containsEntry("costNanoUsd", "30000000");
    }

    @Test
    void anEditSendsItsPicturesAndRefusesWhatAtlasHasNot() throws Exception {
        upstream.on(EDIT, Scripts.answer(TAKEN))
                .on(
                        LOOK,
                        looks(
                                told(
                                        "\"status\":\"completed\",\"outputs\":[\"https://c.example/a\"]")));
        String body =
                "{\"model\":\""
                        + EDIT
                        + "\",\"prompt\":\"x\",\"images\":[{\"image_url\":\"https://c.example/in.png\"}]";

        Reply reply = world.post("/v1/images/edits", World.KEY, (body + "}").getBytes(UTF_8));

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(Tree.parse(upstream.take().body()).at("images", 0).text())
                .isEqualTo("https://c.example/in.png");
        Reply refused =
                world.post(
                        "/v1/images/edits",
                        World.KEY,
                        (body + ",\"quality\":\"high\"}").getBytes(UTF_8));
        assertThat(refused.error(400).at("param").text()).isEqualTo("quality");
    }
}
