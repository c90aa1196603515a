package dev.sluice.webchat.media;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.webchat.page.WebJson;
import java.io.IOException;

/** Where the first picture of OpenAI's answer is, as the page's {@code <img>} takes it. */
final class PictureAddress {
    /** How base64 begins of what begins with the bytes of a JPEG. */
    private static final String JPEG = "/9j/";

    private PictureAddress() {}

    /** One that is in the answer becomes a {@code data:} URL. */
    static String of(byte[] answer) throws IOException {
        try (JsonParser parser = WebJson.FACTORY.createParser(answer)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "url".equals(parser.currentName())) {
                    return parser.getText();
                }
                if (token == JsonToken.VALUE_STRING && "b64_json".equals(parser.currentName())) {
                    String text = parser.getText();
                    String type = text.startsWith(JPEG) ? "jpeg" : "png";
                    return "data:image/" + type + ";base64," + text;
                }
            }
        }
        return "";
    }
}
