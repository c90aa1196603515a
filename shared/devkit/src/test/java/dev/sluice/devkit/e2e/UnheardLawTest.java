package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.ScriptedProvider.Script;
import dev.sluice.standins.Scripts;
import dev.sluice.wire.endpoint.Endpoint;
import dev.sluice.wire.endpoint.Endpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What a provider has worked on and was not heard of costs what a hang-up costs, at each door: it
 * fell silent until our time was over, before its answer or in it, or its answer broke off. One
 * whose connection ends before its answer begins has fallen over, and costs nothing; neither does
 * an error.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnheardLawTest {
    private static final String CLAUDE = "claude-haiku-4-5";
    private static final String CHAT = "/v1/chat/completions";
    private static final String GUARD = "meta-llama/Llama-Guard-4-12B";
    private static final String KONTEXT = "black-forest-labs/FLUX.1-kontext-max";
    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json";
    private static final String HI = ",'messages':[{'role':'user','content':'Hi'}],'max_tokens':99";

    private static final String KEPT_FOR_AN_HOUR =
            HI.replace(
                    "'Hi'",
                    "[{'type':'text','text':'Hi','cache_control':{'type':'ephemeral','ttl':'1h'}}]");

    private static final List<String> BILLED =
            List.of(
                    "costNanoUsd",
                    "priced",
                    "inputTokens",
                    "cacheWriteTokens",
                    "cacheWriteHourTokens",
                    "outputTokens",
                    "images",
                    "pixels",
                    "seconds",
                    "characters");

    /**
     * A request.
     *
     * @param type of what its provider begins to answer
     */
    record Ask(String path, String type, String contentType, byte[] body) {
        private static Ask of(String path, String type, String model, String members) {
            String json = ("{'model':'" + model + "'" + members + "}").replace('\'', '"');
            return new Ask(path, type, JSON, json.getBytes(UTF_8));
        }

        private static Ask sound(String path, String type, Form form) {
            Form sound = form.text("model", "openai/whisper-large-v3");
            byte[] body = sound.file("file", "a.mp3", new byte[50_000]).bytes();
            return new Ask(path, type, Form.TYPE, body);
        }

        @Override
        public String toString() {
            return path + " " + type;
        }
    }

    static final List<Ask> ASKS =
            List.of(
                    Ask.of(CHAT, JSON, World.LLAMA, HI),
                    Ask.of(CHAT, EVENTS, World.LLAMA, HI + ",'stream':true"),
                    Ask.of(CHAT, JSON, CLAUDE, HI),
                    Ask.of(CHAT, EVENTS, CLAUDE, HI + ",'stream':true"),
                    Ask.of("/v1/completions", JSON, World.LLAMA, ",'prompt':'Hi'"),
                    Ask.of("/v1/completions", EVENTS, World.LLAMA, ",'prompt':'Hi','stream':true"),
                    Ask.of("/v1/messages", JSON, CLAUDE, HI),
                    Ask.of("/v1/messages", EVENTS, CLAUDE, HI + ",'stream':true"),
                    Ask.of("/v1/messages", JSON, World.LLAMA, HI),
                    Ask.of("/v1/messages", JSON, World.LLAMA, KEPT_FOR_AN_HOUR),
                    Ask.of("/v1/messages", JSON, CLAUDE, KEPT_FOR_AN_HOUR),
                    Ask.of("/v1/messages", EVENTS, CLAUDE, KEPT_FOR_AN_HOUR + ",'stream':true"),
                    Ask.of("/v1/responses", JSON, CLAUDE, ",'input':'Hi'"),
                    Ask.of("/v1/responses", EVENTS, World.LLAMA, ",'input':'Hi','stream':true"),
                    Ask.of(
                            "/v1/embeddings",
                            JSON,
                            "intfloat/multilingual-e5-large-instruct",
                            ",'input':['one','two']"),
                    Ask.of("/v1/rerank", JSON, "mixedbread-ai/Mxbai-Rerank-Large-V2", documents()),
                    Ask.of("/v2/rerank", JSON, "mixedbread-ai/Mxbai-Rerank-Large-V2", documents()),
                    Ask.of("/v1/moderations", JSON, GUARD, ",'input':'one'"),
                    Ask.of("/v1/images/generations", JSON, KONTEXT, ",'prompt':'x','n':10"),
                    Ask.of(
                            "/v1/images/generations",
                            EVENTS,
                            KONTEXT,
                            ",'prompt':'x','n':10,'stream':true"),
                    Ask.of(
                            "/v1/images/edits",
                            JSON,
                            KONTEXT,
                            ",'prompt':'x','images':[{'image_url':'https://example.com/a.png'}]"),
                    Ask.of("/v1/audio/speech", "audio/mpeg", "cartesia/sonic-3", text("")),
                    Ask.of(
                            "/v1/audio/speech",
                            EVENTS,
                            "cartesia/sonic-3",
                            text(",'stream_format':'sse'")),
                    Ask.sound("/v1/audio/transcriptions", JSON, new Form()),
                    Ask.sound("/v1/audio/transcriptions", JSON, new Form().text("stream", "true")),
                    Ask.sound("/v1/audio/translations", JSON, new Form()));

    private final ScriptedProvider upstream;
    private final World patient;
    private final World hasty;

    UnheardLawTest() throws IOException {
        upstream = new ScriptedProvider();
        patient = world().start();
        hasty =
                world().set("SLUICE_FIRST_BYTE_TIMEOUT_MS", 700)
                        .set("SLUICE_IDLE_TIMEOUT_MS", 700)
                        .start();
    }

    private World.Settings world() {
        return World.settings()
                .slot(0, "together", upstream.baseUrl())
                .slot(1, "anthropic", upstream.baseUrl().replace("/v1", ""));
    }

    @AfterAll
    void stop() throws IOException {
        hasty.close();
        patient.close();
        upstream.close();
    }

    private static String documents() {
        return ",'query':'one','documents':['two','three']";
    }

    private static String text(String more) {
        return ",'voice':'a','input':'a text that is read aloud'" + more;
    }

    @Test
    void eachDoorIsAskedButThoseOfJobsWhichAreLostAtTheirPrice() {
        assertThat(ASKS.stream().map(Ask::path).collect(Collectors.toSet()))
                .containsAll(
                        Endpoints.ALL.all().stream()
                                .map(Endpoint::route)
                                .map(route -> route.path())
                                .filter(path -> !path.startsWith("/api/v1/model/"))
                                .filter(path -> !path.equals("/v1/videos"))
                                .toList());
    }

    @ParameterizedTest
    @FieldSource("ASKS")
    void costsWhatAHangUpCosts(Ask ask) throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + ask.type() + "\r\n";
        String begun = head + "Content-Length: 900\r\n\r\n";
        Map<String, String> hungUp = billed(hungUp(ask));
        assertThat(Long.parseLong(hungUp.get("costNanoUsd"))).as("a hang-up").isPositive();
        Map.<String, Map<String, String>>of(
                        "silent",
                        unheard(hasty, ask, Scripts.silent()),
                        "silent behind its head",
                        unheard(hasty, ask, call -> call.write(begun).awaitHangUp()))
                .forEach(
                        (how, row) -> {
                            assertThat(billed(row)).as(how).isEqualTo(hungUp);
                            assertThat(row).as(how).containsEntry("estimated", "true");
                        });
    }

    @ParameterizedTest
    @FieldSource("ASKS")
    void costsNothingWhereItsProviderFellOver(Ask ask) throws Exception {
        String errorThatBreaksOff = "HTTP/1.1 500 X\r\nContent-Length: 900\r\n\r\n{";
        String answerThatBreaksOff =
                "HTTP/1.1 200 OK\r\nContent-Type: "
                        + ask.type()
                        + "\r\nContent-Length: 900\r\n\r\n";
        for (Script script :
                List.<Script>of(
                        Scripts.cut(),
                        Scripts.error(500, "", "boom"),
                        call -> call.write(answerThatBreaksOff).close(),
                        call -> call.write(errorThatBreaksOff).close())) {
            assertThat(unheard(patient, ask, script))
                    .containsEntry("costNanoUsd", "0")
                    .containsEntry("estimated", "false");
        }
    }

    /** A question a text. */
    @Test
    void eachOfSeveralQuestionsCostsItsShare() throws Exception {
        Ask ask = Ask.of("/v1/moderations", JSON, GUARD, ",'input':['one','two','three']");
        Map<String, String> hungUp = billed(hungUp(ask, 3));
        String begun = "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n";

        assertThat(billed(unheard(hasty, ask, Scripts.silent()))).isEqualTo(hungUp);
        assertThat(billed(unheard(hasty, ask, call -> call.write(begun).awaitHangUp())))
                .isEqualTo(hungUp);
    }

    @Test
    void anErrorThatFallsSilentCostsNothing() throws Exception {
        String head = "HTTP/1.1 500 X\r\nContent-Length: 900\r\n\r\n{";
        assertThat(unheard(hasty, ASKS.getFirst(), call -> call.write(head).awaitHangUp()))
                .containsEntry("costNanoUsd", "0");
    }

    @Test
    void eventsForAWholeAnswerThatEndBeforeItDoesAreOneThatBrokeOff() throws Exception {
        Ask ask = ASKS.getFirst();
        for (Script script :
                List.of(Scripts.bare(Scripts.say("one")), Scripts.cut(Scripts.say("one")))) {
            assertThat(unheard(patient, ask, script)).containsEntry("costNanoUsd", "0");
        }
    }

    /** It was billed at half of what was reserved for it. */
    @Test
    void aPromptThatIsToBeKeptIsBilledAsReserved() throws Exception {
        Ask claude = Ask.of("/v1/messages", JSON, CLAUDE, KEPT_FOR_AN_HOUR);
        Map<String, String> row = hungUp(claude);
        long inputTokens = Long.parseLong(row.get("inputTokens"));
        assertThat(row)
                .containsEntry("cacheWriteHourTokens", Long.toString(inputTokens))
                .containsEntry("costNanoUsd", Long.toString(inputTokens * 2_000)); // $2 a million

        Ask llama = Ask.of("/v1/messages", JSON, World.LLAMA, KEPT_FOR_AN_HOUR);
        assertThat(hungUp(llama)).as("it writes no cache").doesNotContainKey("cacheWriteTokens");
    }

    @Test
    void aBudgetSeesIt() throws Exception {
        String words = HI.replace("Hi", "word ".repeat(5_000)).replace("99", "1");
        Ask ask = Ask.of(CHAT, JSON, World.LLAMA, words);
        long nanoUsd = Long.parseLong(unheard(hasty, ask, Scripts.silent()).get("costNanoUsd"));
        Limit forOne = new Limit(Measure.NANO_USD, nanoUsd + nanoUsd / 2, Calendar.DAY);
        String key = hasty.key("for-one", forOne);

        Reply first = hasty.post(CHAT, key, ask.body());
        first.error(504);
        hasty.settled(first);
        hasty.post(CHAT, key, ask.body()).error(429);
    }

    private Map<String, String> unheard(World world, Ask ask, Script script) throws Exception {
        upstream.otherwise(script);
        List<Map<String, String>> before = world.rows();
        try (RawClient client = world.client()) {
            Form.send(client, ask.path(), ask.contentType(), ask.body());
            Reply reply = client.reply();
            assertThat(reply.body()).contains("error");
        }
        return newRow(world, before);
    }

    private Map<String, String> hungUp(Ask ask) throws Exception {
        return hungUp(ask, 1);
    }

    private Map<String, String> hungUp(Ask ask, int questions) throws Exception {
        upstream.otherwise(Scripts.silent());
        List<Map<String, String>> before = patient.rows();
        long calls = upstream.seen().size();
        try (RawClient client = patient.client()) {
            Form.send(client, ask.path(), ask.contentType(), ask.body());
            Wait.until("asked", () -> upstream.seen().size() == calls + questions);
            client.hangUp();
        }
        return newRow(patient, before);
    }

    private static Map<String, String> newRow(World world, List<Map<String, String>> before) {
        List<String> known = ids(before);
        Wait.until("a row", () -> world.rows().size() > known.size());
        List<String> all = new ArrayList<>(ids(world.rows()));
        all.removeAll(known);
        return world.settled(all.getFirst());
    }

    private static List<String> ids(List<Map<String, String>> rows) {
        return rows.stream().map(row -> String.valueOf(row.get("requestId"))).toList();
    }

    private static Map<String, String> billed(Map<String, String> row) {
        Map<String, String> billed = new TreeMap<>(row);
        billed.keySet().retainAll(BILLED);
        return billed;
    }
}
