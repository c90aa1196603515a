package dev.sluice.bench.coldstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneInvocationTest {
    private static final Stamp NOW = new Stamp(5_000_000, 2_000_000);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String DELIMITER = "\0".repeat(8);

    private final OneInvocation api =
            new OneInvocation("event".getBytes(StandardCharsets.UTF_8), () -> NOW);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OneInvocationTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        client.close();
        api.close();
    }

    @Test
    void timesAStreamedAnswerAndAPlainOne() throws Exception {
        post("/response", streamed("{\"statusCode\":200}" + DELIMITER + "data"));
        assertThat(api.firstByte(LONGEST)).isEqualTo(NOW);
        post("/response", BodyPublishers.ofString("\"hello\""));
        assertThat(api.firstByte(LONGEST)).isEqualTo(NOW);
        assertThat(NOW.since(new Stamp(1_000_000, 0))).isEqualTo(new Timing(4, 2));
    }

    @Test
    void refusesWhatIsNoAnswer() throws Exception {
        post("/response", streamed("{\"statusCode\":502}" + DELIMITER + "error"));
        assertRefused("answered with {\"statusCode\":502}");
        post("/response", streamed("{\"statusCode\":200}" + DELIMITER));
        assertRefused("answered with {\"statusCode\":200}");
        post("/error", BodyPublishers.ofString("it broke"));
        assertRefused("it broke");
        api.ended();
        assertRefused("ended without an answer");
    }

    @Test
    void invokesOnceAndThenEndsTheProcess() throws Exception {
        assertThat(get("/invocation/next")).isEqualTo("200 event");
        assertThat(get("/invocation/next")).isEqualTo("500 {}");
    }

    @Test
    void knowsWhetherTheProcessWaitedForItsRestore() throws Exception {
        assertThatThrownBy(api::restored).hasMessageContaining("did not wait");
        assertThat(get("/restore/next")).isEqualTo("200 ");
        assertThat(api.restored()).isEqualTo(NOW);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> api.firstByte(LONGEST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why);
    }

    private static BodyPublisher streamed(String body) {
        return BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private void post(String end, BodyPublisher body) throws Exception {
        String path = "/invocation/cold-1" + end;
        assertThat(client.send(request(path).POST(body).build(), BodyHandlers.ofString()))
                .matches(answer -> answer.statusCode() == 202, path + " is accepted");
    }

    private String get(String path) throws Exception {
        var answer = client.send(request(path).GET().build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://" + api.hostAndPort() + "/2018-06-01/runtime" + path));
    }
}
