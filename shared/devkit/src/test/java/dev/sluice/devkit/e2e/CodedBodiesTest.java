package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come coded, at every door that takes one: what the provider gets is never coded. */
class CodedBodiesTest {
    private static final String PLAIN =
            "{\"model\":\"my/own-model\",\"messages\":[{\"role\":\"user\",\"content\":\"hello hello hello\"}]}";

    /** {@link #PLAIN}, by {@code zstd -3}. */
    private static final byte[] ZSTD =
            Base64.getDecoder()
                    .decode(
                            "KLUv/QRYPQIAIgQPGIC36YRRET2zrVuE8lsbA+tGD0FlwMwYAetYD3hXwXY6TQeTy6g52O4hWhl2NoBk1lyIQ8CiYLavADSrAgBNMaUMEwycNw+N");

    @AutoClose private static ScriptedProvider upstream;
    @AutoClose private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", upstream.baseUrl())
                        .serving(9, upstream.baseUrl(), "my/own-model")
                        .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "x-gzip", "GZip", "deflate", "zstd"})
    void aCodedBodyIsServedAndGoesOnAsItIs(String coding) throws IOException {
        Reply reply = send("/v1/chat/completions", coding, coded(coding));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        ScriptedProvider.Seen last = upstream.seen().getLast();
        assertThat(last.body()).isEqualTo(PLAIN);
        assertThat(last.head().header("content-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions", "/proxy"})
    void anUnknownCodingIsA415ThatNamesItAndTheKnownOnes(String path) throws IOException {
        Reply reply = send(path, "br", PLAIN.getBytes(UTF_8));
        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.body()).contains("`br`", "gzip, deflate or zstd");
        if (path.startsWith("/v1")) {
            reply.error(415);
            assertThat(reply.header("accept-encoding")).isEqualTo("gzip, deflate, zstd, identity");
            assertThat(reply.header("x-should-retry")).isEqualTo("false");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aBrokenOneIsA400(String coding) throws IOException {
        byte[] whole = coded(coding);
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);
        Tree error = send("/v1/chat/completions", coding, cut).error(400);
        assertThat(error.at("code").text()).isEqualTo("invalid_content_encoding");
        send("/v1/chat/completions", coding, PLAIN.getBytes(UTF_8)).error(400);
    }

    /** 32 MB of blanks are 32 kB on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions", "/proxy"})
    void aBombIsA413(String path) throws IOException {
        byte[] blanks = new byte[32 << 20];
        Arrays.fill(blanks, (byte) ' ');
        byte[] bomb = gzip(blanks);
        assertThat(bomb.length).isLessThan(100_000);
        assertThat(send(path, "gzip", bomb).status()).isEqualTo(413);
        assertThat(send(path, "gzip, gzip", gzip(bomb)).status()).isEqualTo(413);
    }

    @Test
    void theChatOfThePageTakesThemTooAndTellsItsWay() throws IOException {
        String page =
                "{\"providers\":[],\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}],\"stream\":true}";
        assertThat(send("/chat", "gzip", gzip(page.getBytes(UTF_8))).body())
                .contains("event: complete");
        assertThat(send("/chat", "br", page.getBytes(UTF_8)).body()).contains("`br`");
    }

    @Test
    void whoIsUnknownIsToldSoFirst() throws IOException {
        assertThat(send("/v1/chat/completions", "sk-test-wrong", "br", new byte[9]).status())
                .isEqualTo(401);
    }

    @Test
    void theModelsAskForNoBodyAndCareForNoCoding() throws IOException {
        Reply reply =
                world.raw(
                        "GET /v1/models HTTP/1.1\r\nHost: x\r\nContent-Encoding: br\r\nAuthorization: Bearer "
                                + World.KEY
                                + "\r\n\r\n");
        assertThat(reply.status()).isEqualTo(200);
    }

    private static Reply send(String path, String coding, byte[] body) throws IOException {
        return send(path, World.KEY, coding, body);
    }

    private static Reply send(String path, String key, String coding, byte[] body)
            throws IOException {
        String head =
                "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, key, coding, body.length);
        try (RawClient client = world.client()) {
            return client.send(head.getBytes(ISO_8859_1)).send(body).reply();
        }
    }

    private static byte[] coded(String coding) throws IOException {
        byte[] plain = PLAIN.getBytes(UTF_8);
        return switch (coding) {
            case "zstd" -> ZSTD;
            case "deflate" -> deflated(plain);
            case "identity" -> plain;
            default -> gzip(plain);
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out)) {
            deflated.write(bytes);
        }
        return out.toByteArray();
    }
}
