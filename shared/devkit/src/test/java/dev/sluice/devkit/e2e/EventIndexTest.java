package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that cuts and a client that hangs up, before every event: the row is right. */
class EventIndexTest {
    private static final List<String> EVENTS =
            List.of(
                    Scripts.event("{\"index\":0,\"delta\":{\"role\":\"assistant\"}}"),
                    Scripts.say("one two three"),
                    Scripts.say(" four five six"),
                    Scripts.say(" seven"),
                    Scripts.finish("stop"),
                    Scripts.usageEvent(),
                    Scripts.DONE);
    private static final int FINISH = 4;
    private static final int USAGE = 5;
    private static final long PRICE_NANO_USD = 880;

    @AutoClose private ScriptedProvider upstream;
    @AutoClose private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = new ScriptedProvider();
        world = World.together(upstream);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProvidersCutAtEveryEvent(boolean split) throws Exception {
        for (int at = 0; at <= EVENTS.size(); at++) {
            String[] pieces = pieces(at, split);
            upstream.on(LLAMA, Scripts.cut(pieces));
            Reply reply = world.stream(LLAMA);
            Map<String, String> row = world.settled(reply);
            if (at > USAGE) {
                isBilledByTheProvidersCount(row, at);
                assertThat(reply.body()).contains("[DONE]");
            } else if (at > FINISH) {
                assertThat(row).as("cut at " + at).containsEntry("finishReason", "stop");
                isEstimated(row, at);
            } else if (at > 0) {
                assertThat(reply.body()).as("cut at " + at).contains("\"error\"");
                isEstimated(row, at);
                assertThat(row).containsEntry("outcome", "upstreamFailed");
            } else {
                reply.error(502);
                assertThat(row).containsEntry("costNanoUsd", "0").containsEntry("status", "502");
            }
        }
        theDaysSumIsItsRows(EVENTS.size() + 1);
    }

    /** Split: the client goes while an event is half sent. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientsHangUpAtEveryEvent(boolean split) throws Exception {
        for (int at = 1; at <= EVENTS.size(); at++) {
            CountDownLatch gone = new CountDownLatch(1);
            String[] before = pieces(at, split && at < EVENTS.size());
            ScriptedProvider.Script rest =
                    rest(before, EVENTS.subList(at, EVENTS.size()).toArray(String[]::new), at);
            upstream.on(
                    LLAMA,
                    call -> {
                        call.write(Scripts.SSE_HEAD);
                        for (String piece : before) {
                            call.chunk(piece);
                        }
                        Scripts.after(gone, rest).play(call);
                    });
            String id;
            try (RawClient client = world.client()) {
                client.post(
                        "/v1/chat/completions",
                        World.KEY,
                        World.chat(LLAMA, ",\"stream\":true").getBytes(UTF_8));
                id = client.head().header("x-request-id");
                client.until(seen(at));
                client.reset();
            }
            gone.countDown();
            Map<String, String> row = world.settled(id);
            if ("false".equals(row.get("estimated"))) {
                isBilledByTheProvidersCount(row, at);
            } else {
                isEstimated(row, at);
            }
        }
        theDaysSumIsItsRows(EVENTS.size());
    }

    private static ScriptedProvider.Script rest(String[] before, String[] after, int at) {
        return call -> {
            int sent = String.join("", before).length();
            String whole = String.join("", EVENTS.subList(0, Math.min(at + 1, EVENTS.size())));
            boolean wasSplit = sent > String.join("", EVENTS.subList(0, at)).length();
            if (wasSplit) {
                call.chunk(whole.substring(sent));
            }
            for (String piece : Arrays.asList(after).subList(wasSplit ? 1 : 0, after.length)) {
                call.chunk(piece);
            }
            call.write(Scripts.END);
        };
    }

    /** What a client that has read so many events has surely seen. */
    private static String seen(int at) {
        return switch (at) {
            case 1 -> "assistant";
            case 2 -> "three";
            case 3 -> "six";
            case 4 -> "seven";
            default -> "stop";
        };
    }

    /** The first events whole; half of the next one where split. */
    private static String[] pieces(int at, boolean split) {
        List<String> pieces = new java.util.ArrayList<>(EVENTS.subList(0, at));
        if (split && at < EVENTS.size()) {
            String next = EVENTS.get(at);
            pieces.add(next.substring(0, next.length() / 2));
        }
        return pieces.toArray(String[]::new);
    }

    @Test
    void aWholeAnswerThatIsCutAnywhereCostsNothing() throws Exception {
        String body = Scripts.completion("one two three");
        int cuts = 0;
        for (int at = 0; at < body.length(); at += 24) {
            String part = body.substring(0, at);
            upstream.on(
                    LLAMA,
                    call -> {
                        call.write(
                                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + part);
                        call.close();
                    });
            Reply reply = world.ask(LLAMA);
            reply.error(502);
            assertThat(world.settled(reply))
                    .containsEntry("outcome", "upstreamFailed")
                    .containsEntry("outputTokens", "0")
                    .containsEntry("costNanoUsd", "0");
            cuts++;
        }
        theDaysSumIsItsRows(cuts);
    }

    private static void isBilledByTheProvidersCount(Map<String, String> row, int at) {
        assertThat(row)
                .as("at " + at)
                .containsEntry("inputTokens", "10")
                .containsEntry("outputTokens", "5")
                .containsEntry("estimated", "false")
                .containsEntry("costNanoUsd", Long.toString(15 * PRICE_NANO_USD));
    }

    private static void isEstimated(Map<String, String> row, int at) {
        long input = number(row, "inputTokens");
        long output = number(row, "outputTokens");
        assertThat(row).as("at " + at).containsEntry("estimated", "true");
        assertThat(input).as("at " + at + " " + row).isBetween(1L, 30L);
        assertThat(output).as("at " + at + " " + row).isBetween(0L, 20L);
        assertThat(number(row, "costNanoUsd")).isEqualTo((input + output) * PRICE_NANO_USD);
    }

    private void theDaysSumIsItsRows(int requests) {
        List<Map<String, String>> rows = world.rows();
        assertThat(rows).hasSize(requests);
        Map<String, String> sum = world.day(requests);
        for (String name : List.of("inputTokens", "outputTokens", "costNanoUsd")) {
            assertThat(number(sum, name))
                    .as(name)
                    .isEqualTo(rows.stream().mapToLong(row -> number(row, name)).sum());
        }
    }

    private static long number(Map<String, String> row, String name) {
        return Long.parseLong(String.valueOf(row.get(name)));
    }
}
