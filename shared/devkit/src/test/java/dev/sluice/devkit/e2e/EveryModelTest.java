package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every row of the catalog can be called, at the door that its row names. */
class EveryModelTest {
    private static final int AT_ONCE = 12;

    private final ReentrantLock films = new ReentrantLock();
    private ScriptedUpstream upstream;
    private World world;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.start(TokenPace.AT_ONCE);
        String endpoint = upstream.baseUrl().toString();
        world =
                World.settings()
                        .slot(0, "together", endpoint)
                        .slot(1, "atlascloud", endpoint)
                        .limits(0, 100_000, 100_000_000)
                        .limits(1, 100_000, 100_000_000)
                        .set("SLUICE_STORES", "memory")
                        .start();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
        upstream.close();
    }

    @Test
    void eachRowNamesADoorThatAcceptsItAndItsProviderServesIt() throws Exception {
        List<Tree> rows = world.get("/v1/models").json().at("data").items();
        assertThat(rows).hasSizeGreaterThan(170);
        Map<String, String> notServed = new ConcurrentSkipListMap<>();
        Semaphore places = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> asked = new ArrayList<>();
            for (Tree row : rows) {
                asked.add(
                        threads.submit(
                                () -> {
                                    places.acquire();
                                    try {
                                        Reply reply = ask(row);
                                        if (reply.status() != 200) {
                                            notServed.put(
                                                    row.at("id").text(),
                                                    reply.status() + " " + reply.body());
                                        }
                                    } finally {
                                        places.release();
                                    }
                                    return null;
                                }));
            }
            for (Future<?> each : asked) {
                each.get();
            }
        }
        assertThat(notServed).isEmpty();
    }

    @Test
    void eachRowAtAWrongDoorIsToldItsOwn() throws Exception {
        for (Tree row : world.get("/v1/models").json().at("data").items()) {
            boolean isText = row.at("endpoint").text().equals("/v1/chat/completions");
            boolean isVector = row.at("type").text().equals("embedding");
            String wrong = isText || isVector ? "/v1/rerank" : "/v1/embeddings";
            String model = "{\"model\":\"" + row.at("id").text() + "\",";
            String asked = "\"input\":\"a\",\"query\":\"a\",\"documents\":[\"a\"]}";
            Tree told = post(wrong, model + asked).error(400);
            assertThat(told.at("message").text())
                    .contains(row.at("id").text())
                    .contains("POST " + row.at("endpoint").text());
        }
    }

    private Reply ask(Tree row) throws IOException {
        String door = row.at("endpoint").textOr("");
        assertThat(door).as(row.toString()).startsWith("/v");
        String model = "{\"model\":\"" + row.at("id").text() + "\",";
        return switch (row.at("type").text()) {
            case "chat" ->
                    post(door, model + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
            case "completion" -> post(door, model + "\"prompt\":\"Hi\"}");
            case "embedding", "moderation" -> post(door, model + "\"input\":\"Hi\"}");
            case "rerank" -> post(door, model + "\"query\":\"Hi\",\"documents\":[\"a\",\"b\"]}");
            case "image" ->
                    post(
                            door,
                            model
                                    + "\"prompt\":\"Hi\",\"size\":\"64x64\""
                                    + (door.endsWith("edits")
                                            ? ",\"images\":[{\"image_url\":\"https://example.com/a.png\"}]}"
                                            : "}"));
            case "speech" -> post(door, model + "\"input\":\"Hi\",\"voice\":\"tara\"}");
            case "transcription" ->
                    new Form()
                            .text("model", row.at("id").text())
                            .text("file_url", "https://example.com/a.wav")
                            .send(world.client(), door)
                            .reply();
            case "video" -> film(door, model + "\"prompt\":\"Hi\"}");
            default -> throw new AssertionError("there is no way to ask for " + row);
        };
    }

    /** One at a time, to its end: jobs that run have few places. */
    private Reply film(String door, String body) throws IOException {
        films.lock();
        try {
            Reply begun = post(door, body);
            Wait.until("the film is there", () -> isOver(door, begun));
            return begun;
        } finally {
            films.unlock();
        }
    }

    private boolean isOver(String door, Reply begun) {
        try {
            String id = begun.json().at("id").textOr("");
            String status = world.get(door + "/" + id).json().at("status").textOr("completed");
            return begun.status() != 200 || status.equals("completed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply post(String door, String body) throws IOException {
        return world.post(door, World.KEY, body.getBytes(UTF_8));
    }

    @Test
    void oneTypeAloneIsListedWhereItIsAskedFor() throws Exception {
        List<Tree> pictures = world.get("/v1/models?type=image").json().at("data").items();
        assertThat(pictures).hasSizeGreaterThan(40);
        for (Tree picture : pictures) {
            assertThat(picture.at("type").text()).isEqualTo("image");
            assertThat(picture.at("category").textOr("")).isNotEmpty();
        }
        assertThat(pictures)
                .anyMatch(row -> row.at("pricing", "unit").textOr("").equals("megapixel"))
                .anyMatch(row -> row.at("pricing", "unit").textOr("").equals("image"))
                .anyMatch(row -> row.at("endpoint").text().equals("/v1/images/edits"));
        assertThat(world.get("/v1/models?type=nothing").json().at("data").items()).isEmpty();
    }
}
