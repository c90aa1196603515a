package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatPartsTest {
    private static final String PNG = "iVBORw0KGgoAAAANSUhEUgAA";
    private static final String JPEG = "/9j/4AAQSkZJRgABAQAAAQAB";

    /** Anthropic compares what is said with the bytes, and knows four types by one name each. */
    @ParameterizedTest
    @CsvSource({
        "image/png, " + PNG + ", image/png",
        "image/jpg, " + JPEG + ", image/jpeg",
        "image/png, " + JPEG + ", image/jpeg",
        "image/jpeg;charset=utf-8, " + PNG + ", image/png",
        "image/jpg, AAAA, image/jpeg",
        "image/heic, AAAA, image/heic",
        "image/gif, R0lGODlh, image/gif",
        "application/octet-stream, UklGRgAAAABXRUJQVlA4IAAA, image/webp",
    })
    void aPicturesTypeIsWhatItsBytesAre(String said, String base64, String type) throws Exception {
        String url = "data:" + said + ";base64," + base64;
        JsonOut blocks = new JsonOut(64);
        String parts = "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}]";
        ChatParts.write(blocks, JsonView.of(parts.getBytes(UTF_8)), "content", new Breakpoints());
        assertThat(blocks.toString())
                .isEqualTo(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\""
                                + type
                                + "\",\"data\":\""
                                + base64
                                + "\"}}");
    }
}
