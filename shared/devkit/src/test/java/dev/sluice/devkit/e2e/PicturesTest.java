package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.models.images.Image;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Pictures of Together's, from the scripted provider where nothing else is said. */
class PicturesTest extends PictureSteps {
    /** 0.0027 USD a megapixel. */
    private static final long NANO_USD_A_MEGAPIXEL = 2_700_000;

    private static BufferedImage seen(String base64) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }

    @Test
    void theOfficialSdkGetsPicturesOfTheSizeItAsksFor() throws Exception {
        ImagesResponse answer =
                client().images()
                        .generate(
                                ImageGenerateParams.builder()
                                        .model(SCHNELL)
                                        .prompt("a sluice at dawn")
                                        .size(ImageGenerateParams.Size.of("512x256"))
                                        .n(2)
                                        .responseFormat(ImageGenerateParams.ResponseFormat.B64_JSON)
                                        .build());

        assertThat(answer.created()).isPositive();
        List<Image> pictures = answer.data().orElseThrow();
        assertThat(pictures).hasSize(2);
        for (Image picture : pictures) {
            BufferedImage seen = seen(picture.b64Json().orElseThrow());
            assertThat(List.of(seen.getWidth(), seen.getHeight())).containsExactly(512, 256);
        }
        Map<String, String> row = world.onlySettled();
        assertThat(row)
                .containsEntry("outcome", "completed")
                .containsEntry("kind", "image")
                .containsEntry("images", "2")
                .containsEntry("priced", "true")
                .containsEntry("costNanoUsd", cost(512 * 256 * 2));
    }

    private static String cost(long pixels) {
        return Long.toString(Math.ceilDiv(pixels * NANO_USD_A_MEGAPIXEL, 1_000_000L));
    }

    @Test
    void theOfficialSdkReadsPicturesAsEventsThoughTheProviderStreamsNone() throws Exception {
        try (StreamResponse<ImageGenStreamEvent> events =
                client().images()
                        .generateStreaming(
                                ImageGenerateParams.builder()
                                        .model(SCHNELL)
                                        .prompt("a sluice")
                                        .size(ImageGenerateParams.Size.of("64x64"))
                                        .partialImages(2)
                                        .build())) {
            List<ImageGenStreamEvent> all = events.stream().toList();
            assertThat(all).hasSize(1);
            String picture = all.getFirst().generationCompleted().orElseThrow().b64Json();
            assertThat(seen(picture).getWidth()).isEqualTo(64);
        }
        assertThat(world.onlySettled())
                .containsEntry("images", "1")
                .containsEntry("costNanoUsd", cost(64 * 64));
    }

    @Test
    void theOfficialSdkEditsAFile() throws Exception {
        ImagesResponse answer =
                client().images()
                        .edit(
                                ImageEditParams.builder()
                                        .model(KONTEXT)
                                        .prompt("make it blue")
                                        .image(
                                                MultipartField.<ImageEditParams.Image>builder()
                                                        .value(
                                                                ImageEditParams.Image.ofInputStream(
                                                                        png()))
                                                        .contentType("image/png")
                                                        .filename("dot.png")
                                                        .build())
                                        .size(ImageEditParams.Size._256X256)
                                        .responseFormat(ImageEditParams.ResponseFormat.B64_JSON)
                                        .build());

        assertThat(seen(answer.data().orElseThrow().getFirst().b64Json().orElseThrow()).getWidth())
                .isEqualTo(256);
        assertThat(world.onlySettled()).containsEntry("images", "1");
    }

    private static InputStream png() {
        return new ByteArrayInputStream(Base64.getDecoder().decode(PNG));
    }

    @Test
    void togetherIsAskedInItsOwnForm() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            String url = "{\"data\":[{\"index\":0,\"url\":\"https://cdn.example/1.png\"}]}";
            upstream.on(SCHNELL, Scripts.answer(url)).on(KONTEXT, Scripts.answer(url));

            generate(
                    other,
                    SCHNELL,
                    "\"prompt\":\"x\",\"size\":\"1024x768\",\"response_format\":\"b64_json\","
                            + "\"steps\":8,\"seed\":7,\"user\":\"u\",\"quality\":\"auto\"");
            Tree sent = Tree.parse(upstream.take().body());
            assertThat(sent.names())
                    .containsExactlyInAnyOrder(
                            "model",
                            "prompt",
                            "width",
                            "height",
                            "response_format",
                            "steps",
                            "seed");
            assertThat(sent.at("width").number()).isEqualTo(1_024);
            assertThat(sent.at("height").number()).isEqualTo(768);
            assertThat(sent.at("response_format").text()).isEqualTo("base64");

            Reply edited =
                    new Form()
                            .text("model", KONTEXT)
                            .text("prompt", "y")
                            .text("n", "1")
                            .file("image[]", "a.png", Base64.getDecoder().decode(PNG))
                            .send(other.client(), EDITS)
                            .reply();
            assertThat(edited.status()).as(edited.body()).isEqualTo(200);
            ScriptedProvider.Seen edit = upstream.take();
            assertThat(edit.line()).isEqualTo("POST " + GENERATIONS);
            sent = Tree.parse(edit.body());
            assertThat(sent.at("image_url").text()).isEqualTo("data:image/png;base64," + PNG);
            assertThat(sent.at("n").number()).isEqualTo(1);
            assertThat(sent.names()).doesNotContain("image", "images");
        }
    }

    @Test
    void picturesThatCameAreBilledAndNotThoseThatWereAsked() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(
                    SCHNELL,
                    Scripts.answer(
                            "{\"id\":\"x\",\"object\":\"list\",\"data\":[{\"index\":0,\"url\":"
                                    + "\"https://cdn.example/1.png\"},{\"index\":1,\"url\":\"\"}]}"));

            Reply reply = generate(other, SCHNELL, "\"prompt\":\"x\",\"n\":4,\"steps\":8");

            assertThat(reply.json().at("created").number()).isPositive();
            assertThat(reply.json().at("data").items()).hasSize(2);
            assertThat(other.settled(reply))
                    .containsEntry("images", "1")
                    .containsEntry("costNanoUsd", cost(1_024 * 1_024 * 2));
            upstream.on(SCHNELL, Scripts.answer("{\"object\":\"list\",\"data\":[]}"));
            generate(other, SCHNELL, "\"prompt\":\"x\"").error(502);
        }
    }

    @Test
    void anErrorMeansNoPictureAndCostsNothing() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(SCHNELL, Scripts.error(500, "", "oh"));
            Reply reply = generate(other, SCHNELL, "\"prompt\":\"x\"");
            reply.error(502);
            assertThat(other.settled(reply))
                    .containsEntry("costNanoUsd", "0")
                    .containsEntry("priced", "true");
            upstream.on(SCHNELL, Scripts.answer("{\"error\":{\"message\":\"m\",\"code\":400}}"));
            generate(other, SCHNELL, "\"prompt\":\"x\"").error(400);
            generate(other, SCHNELL, "\"prompt\":\"x\",\"stream\":true").error(400);
        }
    }

    @Test
    void aHangUpCancelsAndIsBilledWhatWasAskedFor() throws Exception {
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.together(upstream)) {
            upstream.on(SCHNELL, Scripts.silent());
            try (RawClient client = other.client()) {
                String body = "{\"model\":\"" + SCHNELL + "\",\"prompt\":\"x\"}";
                client.post(GENERATIONS, World.KEY, body.getBytes(UTF_8));
                upstream.take();
            }
            upstream.awaitHangUpNanos();
            assertThat(other.onlySettled())
                    .containsEntry("outcome", "clientGone")
                    .containsEntry("images", "1")
                    .containsEntry("estimated", "true")
                    .containsEntry("costNanoUsd", "2831156"); // $0.0027 a megapixel
        }
    }

    @Test
    void eventsOfAProviderThatStreamsPassAndAreCounted() throws Exception {
        String model = "gpt-image-x";
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.settings().serving(0, upstream.baseUrl(), model).start()) {
            String partial =
                    "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}\n\n";
            String whole =
                    "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"BB\"}\n\n";
            upstream.on(model, Scripts.stream(partial, whole));

            Reply reply =
                    generate(other, model, "\"prompt\":\"x\",\"stream\":true,\"quality\":\"high\"");

            assertThat(reply.body()).isEqualTo(partial + whole);
            assertThat(upstream.take().body()).contains("\"quality\":\"high\"");
            assertThat(other.settled(reply))
                    .containsEntry("images", "1")
                    .containsEntry("priced", "false");
        }
    }

    /** The half of a picture was free, and so were nine whole ones that nobody waited for. */
    @Test
    void eventsThatBreakOffBeforeAPictureAreBilledAsAskedForAndThoseThatEndAreNot()
            throws Exception {
        String model = "gpt-image-x";
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.settings().serving(0, upstream.baseUrl(), model).start()) {
            String partial =
                    "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}\n\n";
            upstream.on(model, Scripts.cut(partial));
            assertThat(
                            other.settled(
                                    generate(
                                            other,
                                            model,
                                            "\"prompt\":\"x\",\"stream\":true,\"n\":9")))
                    .containsEntry("images", "9")
                    .containsEntry("estimated", "true");
            upstream.on(model, Scripts.stream(partial));
            assertThat(
                            other.settled(
                                    generate(
                                            other,
                                            model,
                                            "\"prompt\":\"x\",\"stream\":true,\"n\":9")))
                    .containsEntry("images", "0");
        }
    }

    @Test
    void aFormGoesToAProviderThatTakesFormsAsItCame() throws Exception {
        String model = "gpt-image-x";
        try (ScriptedProvider upstream = new ScriptedProvider();
                World other = World.settings().serving(0, upstream.baseUrl(), model).start()) {
            upstream.on("", Scripts.answer("{\"created\":5,\"data\":[{\"b64_json\":\"AA\"}]}"));
            Reply reply =
                    new Form()
                            .text("model", model)
                            .text("prompt", "y")
                            .file("image", "a.png", Base64.getDecoder().decode(PNG))
                            .file("mask", "m.png", Base64.getDecoder().decode(PNG))
                            .send(other.client(), EDITS)
                            .reply();

            assertThat(reply.body()).isEqualTo("{\"created\":5,\"data\":[{\"b64_json\":\"AA\"}]}");
            ScriptedProvider.Seen sent = upstream.take();
            assertThat(sent.line()).isEqualTo("POST " + EDITS);
            assertThat(sent.head().header("content-type")).startsWith("multipart/form-data");
            assertThat(sent.body()).contains("name=\"mask\"", "filename=\"a.png\"");
        }
    }

    @Test
    void imagesAMinuteOfTheTierBite() throws Exception {
        for (int i = 0; i < 24; i++) {
            String members = "\"prompt\":\"x\",\"size\":\"64x64\",\"n\":10";
            assertThat(generate(members).status()).isEqualTo(200);
        }

        Reply refused = generate("\"prompt\":\"x\",\"size\":\"64x64\"");

        assertThat(refused.error(429).at("message").text()).contains("images");
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(world.ask(World.LLAMA).status()).isEqualTo(200);
    }
}
