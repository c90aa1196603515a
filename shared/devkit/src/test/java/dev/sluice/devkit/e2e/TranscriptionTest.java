package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/audio/transcriptions} and {@code /v1/audio/translations}. */
class TranscriptionTest {
    private static final String WHISPER = "openai/whisper-large-v3";
    private static final String VERBOSE =
            "{\"task\":\"transcribe\",\"language\":\"en\",\"duration\":62.5,\"text\":\" Hello. Bye.\",\"segments\":["
                    + "{\"id\":0,\"start\":0.0,\"end\":2.5,\"text\":\" Hello.\"},{\"id\":1,\"start\":3661.25,\"end\":3662,\"text\":\"Bye -->\\n\\nnow\"}]}";
    private static final String UNTOLD =
            "\"seek\":0,\"temperature\":0,\"avg_logprob\":0,\"compression_ratio\":0,\"no_speech_prob\":0,\"tokens\":[],";
    private static final String COST_OF_62_5_SECONDS = "1562500";

    private final ScriptedProvider upstream;
    private final World world;

    TranscriptionTest() throws IOException {
        upstream = new ScriptedProvider();
        upstream.on("", Scripts.answer(VERBOSE));
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(1, upstream.baseUrl(), "whisper-1", "gpt-4o-transcribe")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    /** One second of silence. */
    private static byte[] wav() {
        ByteBuffer wav = ByteBuffer.allocate(44 + 16_000).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(UTF_8)).putInt(36 + 16_000).put("WAVEfmt ".getBytes(UTF_8));
        wav.putInt(16).putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(16_000);
        wav.putShort((short) 2).putShort((short) 16).put("data".getBytes(UTF_8)).putInt(16_000);
        return wav.array();
    }

    private static Form form() {
        return new Form().text("model", WHISPER).file("file", "a.wav", wav());
    }

    private Reply ask(Form form) throws IOException {
        return ask("/v1/audio/transcriptions", form);
    }

    private Reply ask(String path, Form form) throws IOException {
        try (RawClient client = world.client()) {
            return form.send(client, path).reply();
        }
    }

    private Reply raw(String type, byte[] body) throws IOException {
        try (RawClient client = world.client()) {
            return Form.send(client, "/v1/audio/transcriptions", type, body).reply();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "json | application/json | `{\"text\":\" Hello. Bye.\",\"usage\":{\"type\":\"duration\",\"seconds\":63}}`",
                "text | text/plain | `Hello. Bye.\n`",
                "srt | text/plain | `1\n00:00:00,000 --> 00:00:02,500\nHello.\n\n2\n01:01:01,250 --> 01:01:02,000\nBye ->\nnow\n\n`",
                "vtt | text/vtt | `WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nHello.\n\n01:01:01.250 --> 01:01:02.000\nBye ->\nnow\n\n`",
            })
    void eachFormIsMadeOfTheVerboseOneWhichAloneTellsTheLength(
            String form, String type, String answer) throws Exception {
        Reply reply = ask(form().text("response_format", form).text("language", "en"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("content-type")).startsWith(type);
        assertThat(reply.body()).isEqualTo(answer);
        assertThat(world.settled(reply))
                .containsEntry("outcome", "completed")
                .containsEntry("kind", "transcription")
                .containsEntry("seconds", "63")
                .containsEntry("estimated", "false")
                .containsEntry("costNanoUsd", COST_OF_62_5_SECONDS);
        ScriptedProvider.Seen asked = upstream.take();
        assertThat(asked.head().first()).contains(" /v1/audio/transcriptions ");
        assertThat(asked.head().header("content-type")).startsWith("multipart/form-data");
        assertThat(asked.body())
                .contains("name=\"response_format\"\r\n\r\nverbose_json\r\n")
                .contains("name=\"language\"\r\n\r\nen\r\n")
                .contains("filename=\"a.wav\"")
                .contains("name=\"model\"\r\n\r\n" + WHISPER + "\r\n");
    }

    @Test
    void theVerboseFormIsTheProvidersOwnButForWhatItsSegmentsLack() throws Exception {
        Reply reply =
                ask(
                        "/v1/audio/translations",
                        form().text("response_format", "verbose_json")
                                .text("timestamp_granularities[]", "word")
                                .text("timestamp_granularities[]", "segment"));
        assertThat(reply.body().replace(UNTOLD, "")).isEqualTo(VERBOSE);
        ScriptedProvider.Seen asked = upstream.take();
        assertThat(asked.head().first()).contains(" /v1/audio/translations ");
        assertThat(asked.body()).contains("\r\n\r\nword\r\n", "\r\n\r\nsegment\r\n");
    }

    /** The AI SDK and OpenAI's own require all of them. */
    @Test
    void aSegmentHasAllMembersThatOpenAisHas() throws Exception {
        Form verbose = form().text("response_format", "verbose_json");
        for (Tree segment : ask(verbose).json().at("segments").items()) {
            assertThat(segment.names())
                    .containsExactlyInAnyOrder(
                            "id",
                            "seek",
                            "start",
                            "end",
                            "text",
                            "tokens",
                            "temperature",
                            "avg_logprob",
                            "compression_ratio",
                            "no_speech_prob");
            assertThat(segment.at("tokens").items()).isEmpty();
        }
        String whole = VERBOSE.replace("{\"id\"", "{" + UNTOLD + "\"id\"").replace(":0,", ":-0.5,");
        upstream.on("", Scripts.answer(whole));
        assertThat(ask(verbose).body()).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_url", "file"})
    void anAddressIsTheProvidersToFetch(String member) throws Exception {
        Form form = new Form().text("model", WHISPER).text(member, "https://example.com/a.mp3");
        Reply reply = ask(form);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(upstream.take().body())
                .contains("name=\"file\"\r\n\r\nhttps://example.com/a.mp3\r\n")
                .doesNotContain("file_url");
        assertThat(world.settled(reply)).containsEntry("costNanoUsd", COST_OF_62_5_SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/a.mp3",
                "https://127.0.0.1/a.mp3",
                "https://localhost/a.mp3",
                "https://2130706433/a.mp3",
                "https://0x7f000001/a.mp3",
                "https://[::ffff:10.0.0.1]/a.mp3",
                "https://169.254.169.254/latest",
                "file:///etc/passwd",
                "a.mp3",
            })
    void onlyPublicAddressesArePassedOn(String address) throws Exception {
        Reply reply = ask(new Form().text("model", WHISPER).text("file_url", address));
        assertThat(reply.error(400).at("param").text()).isEqualTo("file_url");
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void badFormsAreA400ThatNamesTheMember() throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0};
        byte[] page = "<html>no sound</html>".getBytes(UTF_8);
        byte[] noise = {1, 2, 3, 4, 5, 6, 7, 8, 9, 0};
        expect("model", new Form().file("file", "a.wav", wav()));
        expect("file", new Form().text("model", WHISPER));
        expect("file", new Form().text("model", WHISPER).file("file", "a.wav", new byte[0]));
        expect("file", new Form().text("model", WHISPER).file("file", "a.mp3", png));
        expect("file", new Form().text("model", WHISPER).file("file", "a.mp3", page));
        expect("file", new Form().text("model", WHISPER).file("file", "a.wav", noise));
        expect("file", form().file("file", "b.wav", wav()));
        expect("file_url", form().text("file_url", "https://example.com/a.mp3"));
        expect("response_format", form().text("response_format", "docx"));
        expect("timestamp_granularities", form().text("timestamp_granularities[]", "letter"));
        expect("temperature", form().text("temperature", "hot"));
        expect("temperature", form().text("temperature", "2"));
        expect("stream", form().text("stream", "perhaps"));
        assertThat(upstream.seen()).isEmpty();
        assertThat(world.rows()).isEmpty();
    }

    private void expect(String param, Form form) throws IOException {
        assertThat(ask(form).error(400).at("param").text()).isEqualTo(param);
    }

    @Test
    void whatIsNoFormIsA400() throws Exception {
        byte[] body = form().bytes();
        raw("multipart/form-data", body).error(400);
        raw("multipart/form-data; boundary=another", body).error(400);
        raw("application/json", "{\"model\":\"m\"}".getBytes(UTF_8)).error(400);
        raw(Form.TYPE, java.util.Arrays.copyOf(body, body.length - 40)).error(400);
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeIsToldOfTheOtherWay() throws Exception {
        Form large = new Form().text("model", WHISPER).file("file", "a.wav", new byte[7 << 20]);
        assertThat(ask(large).error(413).at("message").text()).contains("file_url");
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void aProviderThatDoesNotTellTheLengthIsBilledByTheFileAndTheRowSaysSo() throws Exception {
        upstream.on("", Scripts.answer("{\"text\":\"Hello\"}"));
        Reply reply = ask(form().text("response_format", "srt"));
        assertThat(reply.body()).contains("Hello");
        assertThat(world.settled(reply))
                .containsEntry("seconds", "2")
                .containsEntry("estimated", "true")
                .containsEntry("costNanoUsd", "50000");
    }

    @Test
    void aProvidersRefusalIsPassedOnAndItsErrorUnder200IsNone() throws Exception {
        upstream.on("", Scripts.error(400, "", "audio_too_long"));
        assertThat(ask(form()).error(400).at("message").text()).contains("audio_too_long");
        upstream.on("", Scripts.answer("{\"error\":{\"message\":\"oh\",\"code\":500}}"));
        Reply failed = ask(form());
        failed.error(502);
        assertThat(world.settled(failed)).containsEntry("costNanoUsd", "0");
    }

    @Test
    void aHangUpCancelsAndClosesTheRow() throws Exception {
        upstream.on("", Scripts.silent());
        RawClient client = world.client();
        form().send(client, "/v1/audio/transcriptions");
        upstream.take();
        client.hangUp();
        upstream.awaitHangUpNanos();
        assertThat(world.onlySettled())
                .containsEntry("outcome", "clientGone")
                .containsEntry("estimated", "true")
                .containsEntry("seconds", "2");
    }

    @Test
    void whereTheProviderStreamsItsEventsArePassedOn() throws Exception {
        String delta = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hello\"}\n\n";
        String done =
                "data: {\"type\":\"transcript.text.done\",\"text\":\"Hello\",\"usage\":{\"type\":\"duration\",\"seconds\":9}}\n\n";
        upstream.on("", Scripts.stream(delta, done));
        Reply reply =
                ask(
                        new Form()
                                .text("model", "whisper-1")
                                .text("stream", "true")
                                .file("file", "a.wav", wav()));
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        assertThat(reply.body()).isEqualTo(delta + done);
        assertThat(upstream.take().body()).contains("name=\"stream\"\r\n\r\ntrue\r\n");
        assertThat(world.settled(reply))
                .containsEntry("seconds", "9")
                .containsEntry("outcome", "completed");
    }

    @Test
    void whereItDoesNotTheAnswerComesInTheFormThatWasAskedFor() throws Exception {
        for (String model : new String[] {"whisper-1", WHISPER}) {
            Form form = new Form().text("model", model).file("file", "a.wav", wav());
            Reply reply = ask(form.text("stream", "true").text("response_format", "text"));
            assertThat(reply.header("content-type")).startsWith("text/plain");
            assertThat(reply.body()).isEqualTo("Hello. Bye.\n");
            assertThat(world.settled(reply)).containsEntry("seconds", "63");
        }
    }

    @Test
    void aWholeTranscriptIsToldAsEventsToWhoAsksForThem() throws Exception {
        for (String model : new String[] {"whisper-1", WHISPER}) {
            Form form = new Form().text("model", model).file("file", "a.wav", wav());
            Reply reply = ask(form.text("stream", "true"));
            assertThat(reply.header("content-type")).startsWith("text/event-stream");
            assertThat(reply.body())
                    .isEqualTo(
                            """
                            data: {"type":"transcript.text.delta","delta":"Hello. Bye."}

                            data: {"type":"transcript.text.done","text":"Hello. Bye."}

                            """);
            assertThat(world.settled(reply)).containsEntry("seconds", "63");
        }
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnError() throws Exception {
        upstream.on(
                "", Scripts.cut("data: {\"type\":\"transcript.text.delta\",\"delta\":\"He\"}\n\n"));
        Reply reply =
                ask(
                        new Form()
                                .text("model", "whisper-1")
                                .text("stream", "true")
                                .file("file", "a.wav", wav()));
        assertThat(reply.errorEvent().at("code").text()).isNotEmpty();
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    @Test
    void modelsThatKnowPlainJsonAloneAreAskedForIt() throws Exception {
        upstream.on(
                "",
                Scripts.answer(
                        "{\"text\":\"Hi\",\"usage\":{\"type\":\"duration\",\"seconds\":3}}"));
        Reply reply =
                ask(new Form().text("model", "gpt-4o-transcribe").file("file", "a.wav", wav()));
        assertThat(reply.json().at("text").text()).isEqualTo("Hi");
        assertThat(upstream.take().body()).contains("name=\"response_format\"\r\n\r\njson\r\n");
        assertThat(world.settled(reply)).containsEntry("seconds", "3");
    }

    @Test
    void aProviderThatTakesFilesAloneSaysSo() throws Exception {
        Reply reply =
                ask(
                        new Form()
                                .text("model", "whisper-1")
                                .text("file_url", "https://example.com/a.mp3"));
        assertThat(reply.error(400).at("param").text()).isEqualTo("file_url");
        assertThat(world.rows()).isEmpty();
    }
}
