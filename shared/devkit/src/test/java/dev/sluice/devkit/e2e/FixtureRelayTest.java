package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded stream through the real server: what the client and the row say of it. */
class FixtureRelayTest {
    private static final String MODEL = World.LLAMA;

    @AutoClose private static ScriptedProvider upstream;
    @AutoClose private static World world;

    @BeforeAll
    static void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.together(upstream);
    }

    record Fixture(String file, Tree expect) {
        byte[] bytes() {
            return resource(file);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /** How a stream comes: in which pieces. */
    static List<Fixture> chats() {
        return Tree.parse(new String(resource("index.json"), UTF_8)).at("fixtures").items().stream()
                .map(row -> new Fixture(row.at("file").text(), row.at("expect")))
                .filter(fixture -> !fixture.file().contains("responses"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("chats")
    void inOnePiece(Fixture fixture) throws IOException {
        check(fixture, List.of(fixture.bytes()));
    }

    @ParameterizedTest
    @MethodSource("chats")
    void inPiecesOfSevenBytes(Fixture fixture) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        byte[] all = fixture.bytes();
        for (int from = 0; from < all.length; from += 7) {
            pieces.add(java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + 7)));
        }
        check(fixture, pieces);
    }

    @Test
    void cutAsItWasRecorded() throws IOException {
        Fixture fixture =
                chats().stream().filter(f -> f.file().startsWith("13")).findFirst().orElseThrow();
        check(
                fixture,
                new String(resource("13-utf8-split.chunks.hex"), UTF_8)
                        .lines()
                        .map(HexFormat.of()::parseHex)
                        .toList());
    }

    /** A stream of the Responses API is no chat: it has no choices. */
    @Test
    void aStreamOfAnotherApiIsNoSuccess() throws IOException {
        play(List.of(resource("17-openai-responses-target.sse")));
        Reply reply = world.stream(MODEL);
        reply.errorEvent();
        assertThat(world.settled(reply)).containsEntry("outcome", "upstreamFailed");
    }

    private static void play(List<byte[]> pieces) {
        upstream.on(
                MODEL,
                call -> {
                    call.write(Scripts.SSE_HEAD);
                    for (byte[] piece : pieces) {
                        call.chunk(piece);
                    }
                    call.write(Scripts.END);
                });
    }

    private static void check(Fixture fixture, List<byte[]> pieces) throws IOException {
        play(pieces);
        Reply plain = world.stream(MODEL);
        Reply asked =
                world.post(
                        World.chat(
                                MODEL,
                                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
        for (Reply reply : List.of(plain, asked)) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo(fixture.expect.at("text").text());
            assertThat(reply.joined(0, "reasoning_content"))
                    .isEqualTo(fixture.expect.at("reasoning").textOr(""));
            assertThat(toolCalls(reply)).isEqualTo(expectedCalls(fixture));
            if (fixture.expect.at("error").isNull()) {
                assertThat(reply.body()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
                assertThat(reply.finishReasons())
                        .containsExactly(fixture.expect.at("finish_reason").text());
            } else {
                reply.errorEvent();
            }
        }
        assertUsage(fixture, plain, asked);
    }

    private static void assertUsage(Fixture fixture, Reply plain, Reply asked) {
        assertThat(plain.chunks()).noneMatch(chunk -> chunk.names().contains("usage"));
        Map<String, String> row = world.settled(asked);
        Tree usage = fixture.expect.at("usage");
        assertThat(row).containsEntry("estimated", Boolean.toString(usage.isNull()));
        if (fixture.expect.at("error").isNull()) {
            Tree last = asked.chunks().getLast();
            assertThat(last.at("choices").items()).isEmpty();
            assertThat(last.at("usage", "prompt_tokens").number())
                    .isEqualTo(Long.parseLong(at(row, "inputTokens")));
        }
        if (!usage.isNull()) {
            assertThat(row)
                    .containsEntry("inputTokens", usage.at("prompt").toString())
                    .containsEntry("outputTokens", usage.at("completion").toString())
                    .containsEntry("cachedInputTokens", orZero(usage.at("cached")))
                    .containsEntry("reasoningTokens", orZero(usage.at("reasoning")));
        }
    }

    private static String at(Map<String, String> row, String name) {
        return Objects.requireNonNull(row.get(name), name);
    }

    private static String orZero(Tree number) {
        return number.isNull() ? "0" : number.toString();
    }

    private static Map<String, String> expectedCalls(Fixture fixture) {
        Tree call = fixture.expect.at("tool_calls", 0);
        return call.isNull()
                ? Map.of()
                : Map.of(
                        "0",
                        call.at("id").text()
                                + call.at("name").text()
                                + call.at("arguments").text());
    }

    /** Id, name and arguments of each call, put together. */
    private static Map<String, String> toolCalls(Reply reply) {
        Map<String, String> calls = new TreeMap<>();
        for (Tree chunk : reply.chunks()) {
            for (Tree call : chunk.at("choices", 0, "delta", "tool_calls").items()) {
                calls.merge(
                        call.at("index").toString(),
                        call.at("id").textOr("")
                                + call.at("function", "name").textOr("")
                                + call.at("function", "arguments").textOr(""),
                        String::concat);
            }
        }
        return calls;
    }

    private static byte[] resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        FixtureRelayTest.class.getResourceAsStream("/sse/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
