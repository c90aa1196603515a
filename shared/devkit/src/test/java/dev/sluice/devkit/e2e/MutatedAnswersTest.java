package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutated answers of providers through the real server: no fault of our own making, no byte of
 * another call's answer, and the provider's key nowhere. (10,000 at the readers themselves: wire's
 * MutatedAnswersTest.)
 */
class MutatedAnswersTest {
    private static final int WORLDS = 8;
    private static final int SLOTS = 40;
    private static final String CANARY = "upstream-key-";
    private static final List<Integer> STATUSES =
            List.of(200, 200, 200, 200, 201, 400, 401, 402, 403, 404, 418, 422, 429, 500, 503, 529);
    private static final List<String> TYPES =
            List.of("application/json", "text/event-stream", "text/html", "x", "");
    private static final List<String> HEADERS =
            List.of(
                    "",
                    "Retry-After: 1\r\n",
                    "Retry-After: Sunday, 06-Nov-94 08:49:37 GMT\r\n",
                    "x-ratelimit-reset: 1999999999999\r\n",
                    "Retry-After: 99999999999999999999\r\n",
                    "x-echo: upstream-key-0\r\n");
    private static final String TELLING = "{}[]\",:x0 ";

    private final Random random = new Random(20_261_128);

    @Test
    void noFaultOfOurOwnNoForeignByteAndNoKey() throws IOException {
        try (ScriptedProvider upstream = new ScriptedProvider()) {
            for (int world = 0; world < WORLDS; world++) {
                oneWorld(upstream, world);
            }
        }
    }

    /** One call a slot: what cools down is not called again. */
    private void oneWorld(ScriptedProvider upstream, int number) throws IOException {
        World.Settings settings = World.settings();
        for (int slot = 0; slot < SLOTS; slot++) {
            settings.serving(slot, upstream.baseUrl(), "test/m" + slot);
        }
        try (World world = settings.start()) {
            for (int slot = 0; slot < SLOTS; slot++) {
                String own = "own-" + number + "-" + slot + "-";
                byte[] answer = answer(own, slot);
                upstream.on("test/m" + slot, call -> call.write(answer).close());
                String more = random.nextBoolean() ? ",\"stream\":true" : "";
                check(world.post(World.chat("test/m" + slot, more)), own, answer);
            }
            assertThat(String.join("\n", world.out.all())).doesNotContain(CANARY);
            assertThat(world.rows().toString()).doesNotContain(CANARY);
        }
    }

    private static void check(Reply reply, String own, byte[] answer) {
        String sent = new String(answer, UTF_8);
        assertThat(reply.status()).as("%s", sent).isIn(200, 400, 404, 413, 422, 429, 502, 503, 504);
        assertThat(reply.body()).as("%s", sent).doesNotContain(CANARY, "internal error");
        assertThat(reply.body().replace(own, "")).doesNotContain("own-");
        if (reply.header("content-type").startsWith("text/event-stream")) {
            assertThat(reply.chunks()).as("each is JSON").isNotNull();
        } else {
            assertThat(reply.json()).isNotNull();
        }
    }

    private byte[] answer(String own, int slot) throws IOException {
        byte[] body = mutated(body(own, CANARY + slot).getBytes(UTF_8));
        String head =
                "HTTP/1.1 "
                        + STATUSES.get(random.nextInt(STATUSES.size()))
                        + " X\r\nContent-Type: "
                        + TYPES.get(random.nextInt(TYPES.size()))
                        + "\r\n"
                        + HEADERS.get(random.nextInt(HEADERS.size()))
                        + "Connection: close\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head.getBytes(UTF_8));
        all.write(body);
        return all.toByteArray();
    }

    private String body(String own, String key) {
        String error =
                "{\"error\":{\"message\":\"bad key %s\",\"type\":\"%s\",\"code\":"
                        .formatted(key, key);
        return switch (random.nextInt(7)) {
            case 0 -> Scripts.completion(own);
            case 1 -> Scripts.say(own) + Scripts.finish("stop") + Scripts.DONE;
            case 2 -> Scripts.say(own) + "data: " + error + "500}}\n\n";
            case 3 -> error + "400}}";
            case 4 -> "data: " + error + "\"429\"}}\n\n";
            case 5 -> "<html><body>" + key + "</body></html>";
            default -> Scripts.completion(own + key);
        };
    }

    /** Only what stands between words is changed: own marks and the key stay what is looked for. */
    private byte[] mutated(byte[] bytes) {
        byte[] result = bytes.clone();
        for (int tries = 6; tries > 0; tries--) {
            int at = random.nextInt(result.length);
            if (TELLING.indexOf(result[at]) >= 0 && result[at] != 'x' && result[at] != '0') {
                result[at] = (byte) TELLING.charAt(random.nextInt(TELLING.length()));
            }
        }
        return result;
    }
}
