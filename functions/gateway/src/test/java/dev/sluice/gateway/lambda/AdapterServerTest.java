package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class AdapterServerTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void endsAStreamInTimeForLambdasDeadline() throws Exception {
        try (GatedProvider silent = new GatedProvider()) {
            HttpResponse<String> answer =
                    ask(silent, port -> AdapterCalls.completion(port, "sk-local", 1_500));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("token 1", "\"upstream_timeout\"")
                    .doesNotContain("[DONE]");
        }
        assertThat(logged())
                .containsEntry("event", "request")
                .containsEntry("lambdaRequestId", "lambda-1")
                .containsEntry("traceId", AdapterCalls.TRACE)
                .containsEntry("outcome", "deadline")
                .containsEntry("Requests", 1);
    }

    /**
     * The adapter passes on what a REST API made of it: the body decoded, the header still there.
     */
    @Test
    void takesABodyThatARestApiHasDecoded() throws Exception {
        try (GatedProvider provider = new GatedProvider()) {
            HttpResponse<String> answer =
                    ask(
                            provider,
                            port ->
                                    HttpRequest.newBuilder(
                                                    AdapterCalls.completion(port, "sk-local", 900),
                                                    (_, _) -> true)
                                            .header("content-encoding", "gzip")
                                            .build());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    /** The page's three pictures are three calls and rows: each is in the metrics, once. */
    @Test
    void whatEachPictureOfOneRequestCostIsLogged() throws Exception {
        try (ScriptedProvider provider = new ScriptedProvider()) {
            provider.otherwise(
                    Scripts.json(200, "{\"data\":[{\"index\":0,\"b64_json\":\"/9j/4AAQ\"}]}"));
            HttpResponse<String> answer =
                    ask(
                            OneSlot.at(provider),
                            port -> AdapterCalls.edits(port, "sk-local", 30_000, 3));
            assertThat(answer.body()).contains("\"successCount\":3");
        }
        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(3);
        for (String line : lines) {
            assertThat(line).contains("\"CostUsd\":0.0");
        }
        assertThat(lines.getLast()).contains("\"event\":\"request\"", "\"rowId\":");
    }

    @Test
    void hasNoLineForTheQuestionWhetherItIsReady() throws Exception {
        try (GatedProvider provider = new GatedProvider()) {
            assertThat(ask(provider, AdapterCalls::ready).statusCode()).isEqualTo(200);
        }
        assertThat(log.size()).isZero();
    }

    @Test
    void refusesASnapshot() {
        Map<String, String> environment = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        assertThatThrownBy(() -> AdapterServer.start(environment, System.out))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SnapStart must be off");
    }

    @Test
    void takesNoContextForOneThatItCannotRead() {
        for (String header :
                List.of(
                        "",
                        "{",
                        "null",
                        "[1]",
                        "{\"request_id\":\"a\"}",
                        "{\"request_id\":\"a\",\"deadline\":\"soon\"}",
                        "{\"request_id\":\"a\",\"deadline\":99999999999999999999}")) {
            assertThat(AdapterContext.of(request(header), 0)).as(header).isNull();
        }
        assertThat(AdapterContext.of(request("{\"request_id\":\"a\",\"deadline\":900}"), 400))
                .isEqualTo(new InvocationFacts("a", null, 500));
    }

    /** With the answer's end Lambda may freeze the process: nothing may be left to do. */
    @Test
    void logsBeforeTheAnswerEnds() throws Exception {
        List<String> order = new ArrayList<>();
        PrintStream out =
                new PrintStream(OutputStream.nullOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        order.add("line");
                    }
                };
        AdapterDoor door =
                new AdapterDoor(
                        (request, reply) -> {
                            OutputStream body = reply.begin(200, Headers.none(), 2);
                            body.write("Hi".getBytes(StandardCharsets.UTF_8));
                            body.close();
                            order.add("settled");
                        },
                        new RequestLines(out, "test"),
                        LambdaSettings.from(Map.of()));
        Recorded reply = new Recorded(order);
        door.handle(request("{\"request_id\":\"a\",\"deadline\":900}"), reply);
        assertThat(order).containsExactly("begun with -1 bytes", "settled", "line");
    }

    private HttpResponse<String> ask(GatedProvider provider, IntFunction<HttpRequest> request)
            throws Exception {
        return ask(provider.settings(), request);
    }

    private HttpResponse<String> ask(Map<String, String> settings, IntFunction<HttpRequest> request)
            throws Exception {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("PORT", "0");
        try (AdapterServer server =
                        AdapterServer.start(
                                environment, new PrintStream(log, true, StandardCharsets.UTF_8));
                HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.apply(server.port()), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static DoorRequest request(String context) {
        return new DoorRequest(
                "GET",
                "/health",
                "",
                Headers.of("x-amzn-lambda-context", context),
                maxBytes -> new byte[0]);
    }

    private Map<String, Object> logged() throws IOException {
        String text = log.toString(StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        return JSON.std.mapFrom(text);
    }

    private record Recorded(List<String> order) implements DoorReply {
        @Override
        public OutputStream begin(int status, Headers headers, long contentBytes) {
            order.add("begun with " + contentBytes + " bytes");
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    order.add("ended");
                }
            };
        }

        @Override
        public void onHangUp(Runnable callback) {}

        @Override
        public boolean hungUp() {
            return false;
        }

        @Override
        public void cut() {}
    }
}
