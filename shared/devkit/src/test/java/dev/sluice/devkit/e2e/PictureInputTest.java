package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of a picture that is wanted, and what is refused by its name. */
class PictureInputTest extends PictureSteps {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"x\":1 | prompt",
                "\"prompt\":\"\" | prompt",
                "\"prompt\":7 | prompt",
                "\"prompt\":\"x\",\"n\":0 | n",
                "\"prompt\":\"x\",\"n\":10000 | n",
                "\"prompt\":\"x\",\"n\":\"2\" | n",
                "\"prompt\":\"x\",\"size\":\"1000x1001\" | size",
                "\"prompt\":\"x\",\"size\":\"big\" | size",
                "\"prompt\":\"x\",\"size\":1024 | size",
                "\"prompt\":\"x\",\"size\":\"99992x99992\" | size",
                "\"prompt\":\"x\",\"width\":1001 | width",
                "\"prompt\":\"x\",\"height\":-8 | height",
                "\"prompt\":\"x\",\"size\":\"64x64\",\"width\":64 | size",
                "\"prompt\":\"x\",\"steps\":0 | steps",
                "\"prompt\":\"x\",\"quality\":\"hd\" | quality",
                "\"prompt\":\"x\",\"background\":\"transparent\" | background",
                "\"prompt\":\"x\",\"output_format\":\"webp\" | output_format",
                "\"prompt\":\"x\",\"style\":\"vivid\" | style",
                "\"prompt\":\"x\",\"response_format\":\"gif\" | response_format",
                "\"prompt\":\"x\",\"stream\":\"yes\" | stream",
                "\"prompt\":\"x\",\"partial_images\":9 | partial_images",
                "\"prompt\":\"x\",\"image_url\":\"http://example.com/a.png\" | image_url",
                "\"prompt\":\"x\",\"image_url\":\"https://127.0.0.1/a.png\" | image_url",
                "\"prompt\":\"x\",\"image_url\":\"https://0x7f000001/\" | image_url",
                "\"prompt\":\"x\",\"image_url\":\"data:image/png;base64,SGVsbG8gd29ybGQ=\" | image_url",
                "\"prompt\":\"x\",\"reference_images\":[\"https://[::1]/\"] | reference_images[0]",
                "\"prompt\":\"x\",\"image_loras\":[{\"path\":\"https://10.0.0.1/l\",\"scale\":1}] | image_loras[0].path",
                "\"prompt\":\"x\",\"control\":\" https://10.0.0.1/l\" | control",
                "\"prompt\":\"x\",\"control\":{\"picture\":\"//10.0.0.1/l\"} | control.picture",
                "\"prompt\":\"x\",\"control\":\"https:10.0.0.1\" | control",
                "\"prompt\":\"x\",\"prompt\":\"y\" | prompt",
            })
    void badInputIsA400ThatNamesTheMemberAndHoldsNothing(String members, String param)
            throws Exception {
        assertThat(generate(members).error(400).at("param").text()).isEqualTo(param);
        assertThat(world.rows()).isEmpty();
        assertThat(world.limit("slot#0#image").getOrDefault("held", "")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"prompt\":\"x\"",
                "\"prompt\":\"x\",\"images\":[]",
                "\"prompt\":\"x\",\"images\":[{\"file_id\":\"f\"}]",
                "\"prompt\":\"x\",\"images\":[{\"image_url\":\"https://192.168.0.1/a.png\"}]",
                "\"prompt\":\"x\",\"images\":[7]",
            })
    void anEditWithoutAPictureThatCanBeHadIsA400(String members) throws Exception {
        String body = "{\"model\":\"" + KONTEXT + "\"," + members + "}";
        Reply reply = world.post(EDITS, World.KEY, body.getBytes(UTF_8));
        assertThat(reply.error(400).at("param").text()).startsWith("image");
        assertThat(world.rows()).isEmpty();
    }

    @Test
    void aFileThatIsNoPictureAndAFormThatIsNoneAreRefused() throws Exception {
        Reply text =
                new Form()
                        .text("model", KONTEXT)
                        .text("prompt", "y")
                        .file("image", "a.png", "no picture".getBytes(UTF_8))
                        .send(world.client(), EDITS)
                        .reply();
        assertThat(text.error(400).at("param").text()).isEqualTo("image");
        Reply none =
                Form.send(world.client(), EDITS, "multipart/form-data", "x".getBytes(UTF_8))
                        .reply();
        assertThat(none.error(400).at("message").text()).contains("boundary");
        Reply mask =
                new Form()
                        .text("model", KONTEXT)
                        .text("prompt", "y")
                        .file("image", "a.png", Base64.getDecoder().decode(PNG))
                        .file("mask", "m.png", Base64.getDecoder().decode(PNG))
                        .send(world.client(), EDITS)
                        .reply();
        assertThat(mask.error(400).at("param").text()).isEqualTo("mask");
    }

    @Test
    void anEditInJsonNamesItsPicturesAndGetsThemInTheAnswer() throws Exception {
        String body =
                "{\"model\":\""
                        + KONTEXT
                        + "\",\"prompt\":\"x\",\"images\":[{\"image_url\":\"https://cdn.example/a.png\"}]}";
        Reply reply = world.post(EDITS, World.KEY, body.getBytes(UTF_8));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.json().at("data", 0, "b64_json").text()).isNotEmpty();
        Reply asAddress =
                world.post(
                        EDITS,
                        World.KEY,
                        body.replace("}]}", "}],\"response_format\":\"url\"}").getBytes(UTF_8));
        assertThat(asAddress.json().at("data", 0, "url").text()).startsWith("http://127.0.0.1:");
    }

    @Test
    void aModelAtTheWrongDoorIsToldTheRightOne() throws Exception {
        assertThat(world.ask(SCHNELL).error(400).at("message").text())
                .contains(SCHNELL, "POST /v1/images/generations");
        assertThat(generate(world, World.LLAMA, "\"prompt\":\"x\"").error(400).at("message").text())
                .contains(World.LLAMA, "POST /v1/chat/completions");
    }
}
