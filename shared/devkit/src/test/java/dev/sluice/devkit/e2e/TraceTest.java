package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.Http;
import dev.sluice.standins.ScriptedProvider;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace goes on to the provider and into the line; nothing else does in its place. */
class TraceTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String AMAZON =
            "Self=1-67891234-12456789abcdef012345678;Root=1-67891233-abcdef012345678912345678";

    @AutoClose private static ScriptedProvider upstream;
    @AutoClose private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.together(upstream);
    }

    @Test
    void bothFormsReachTheProvider() throws Exception {
        Reply reply =
                ask(
                        "Traceparent: "
                                + PARENT
                                + "\r\nX-Amzn-Trace-Id: "
                                + AMAZON
                                + "\r\nTracestate: a=secret\r\nBaggage: user=secret\r\n");
        assertThat(reply.status()).isEqualTo(200);
        Http.Head head = upstream.seen().getLast().head();
        assertThat(head.header("traceparent")).isEqualTo(PARENT);
        assertThat(head.header("x-amzn-trace-id")).isEqualTo(AMAZON);
        assertThat(head.toString()).doesNotContain("secret");
        world.out.await(line -> line.contains("trace 0af7651916cd43dd8448eb211c80319c"));
    }

    @Test
    void theLoadBalancersRootIsInTheLine() throws Exception {
        ask("X-Amzn-Trace-Id: Root=1-00000001-00000000000000000000000a\r\n");
        assertThat(upstream.seen().getLast().head().headers())
                .containsEntry("x-amzn-trace-id", "Root=1-00000001-00000000000000000000000a")
                .doesNotContainKey("traceparent");
        world.out.await(line -> line.contains("trace 1-00000001-00000000000000000000000a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "traceparent: 00-malformed\r\n",
                "traceparent: " + PARENT + "-more\r\n",
                "traceparent: " + PARENT + ", " + PARENT + "\r\n",
                "traceparent: " + PARENT + "\r\ntraceparent: " + PARENT + "\r\n",
                "x-amzn-trace-id: Root=1-test\r\n",
                "x-amzn-trace-id: " + AMAZON + ";Note=two words\r\n"
            })
    void anythingElseDoesNot(String headers) throws IOException {
        assertThat(ask(headers).status()).isEqualTo(200);
        assertPassedOnNone();
    }

    @Test
    void anOversizedOneDoesNot() throws IOException {
        String longer = ";Note=" + "x".repeat(600);
        assertThat(ask("x-amzn-trace-id: " + AMAZON + longer + "\r\n").status()).isEqualTo(200);
        assertPassedOnNone();
    }

    /** Whatever the server makes of a stray CR, or of a folded line. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceparent: " + PARENT + "\rX-Evil: 1\r\n",
                "traceparent: " + PARENT + "\r\n X-Evil: 1\r\n",
                "x-amzn-trace-id: " + AMAZON + "\rX-Evil: 1\r\n"
            })
    void nothingBehindALineBreakDoes(String headers) throws IOException {
        int before = upstream.seen().size();
        if (ask(headers).status() == 200) {
            assertPassedOnNone();
        } else {
            assertThat(upstream.seen()).hasSize(before);
        }
    }

    private static void assertPassedOnNone() {
        Map<String, String> headers = upstream.seen().getLast().head().headers();
        assertThat(headers).doesNotContainKeys("traceparent", "x-amzn-trace-id", "x-evil");
    }

    private static Reply ask(String headers) throws IOException {
        byte[] body = World.chat(LLAMA, "").getBytes(UTF_8);
        try (RawClient client = world.client()) {
            return client.send(
                            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                    + World.KEY
                                    + "\r\n"
                                    + headers
                                    + "Content-Length: "
                                    + body.length
                                    + "\r\n\r\n")
                    .send(body)
                    .reply();
        }
    }
}
