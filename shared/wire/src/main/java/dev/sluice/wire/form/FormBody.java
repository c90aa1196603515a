package dev.sluice.wire.form;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Makes a form of several parts (RFC 7578). */
public final class FormBody {
    private FormBody() {}

    /**
     * A form of some texts and one file. Names and texts must have no CR or LF.
     *
     * @param member that the file stands in
     * @param filename what it is called
     */
    public static Content of(Map<String, String> texts, String member, String filename, Part file) {
        String boundary = "sluice-" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream(file.lengthBytes() + 1_024);
        texts.forEach((name, text) -> add(body, head(boundary, name) + "\r\n\r\n" + text + "\r\n"));
        add(
                body,
                head(boundary, member)
                        + "; filename=\""
                        + filename.replaceAll("[\"\\r\\n\\\\]", "_")
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        body.writeBytes(file.bytes());
        add(body, "\r\n--" + boundary + "--\r\n");
        return new Content(body.toByteArray(), "multipart/form-data; boundary=" + boundary);
    }

    private static String head(String boundary, String name) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"";
    }

    private static void add(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
