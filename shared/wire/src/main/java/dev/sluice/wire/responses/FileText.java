package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** A file that is given inline, as text: a chat model reads no other. */
final class FileText {
    private static final byte[] PDF = "%PDF".getBytes(StandardCharsets.US_ASCII);

    private FileText() {}

    static String of(Map<String, JsonView> members, String param) throws BadRequest, MalformedJson {
        if (Members.given(members, "file_data") == null) {
            if (Members.given(members, "file_id") != null) {
                throw stored(param);
            }
            if (Members.given(members, "file_url") != null) {
                throw Wrong.unsupported(
                        param + ".file_url",
                        "'file_url' is not supported: this gateway fetches no files. Send"
                                + " 'file_data'.");
            }
        }
        String text = decoded(Wrong.word(members, "file_data", param), param);
        String name = Members.wordOr(members, "filename", "");
        return name.isEmpty() ? text : "File \"" + name + "\":\n" + text;
    }

    static BadRequest stored(String param) {
        return Wrong.unsupported(
                param + ".file_id", "'file_id' is not supported: this gateway stores no files.");
    }

    private static String decoded(String data, String param) throws BadRequest {
        boolean isUrl = data.regionMatches(true, 0, "data:", 0, 5);
        String base64 = isUrl ? data.substring(data.indexOf(',') + 1) : data;
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(
                    "Invalid '" + param + ".file_data': it is not base64.",
                    param + ".file_data",
                    "invalid_value");
        }
        if (!isText(bytes)) {
            throw Wrong.unsupported(
                    param + ".file_data",
                    "The file is no text. The model behind this gateway reads files of text alone.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isText(byte[] bytes) {
        boolean text = Utf8.firstFault(bytes) < 0 && !startsAsPdf(bytes);
        for (int i = 0; text && i < bytes.length; i++) {
            text = bytes[i] != 0;
        }
        return text;
    }

    private static boolean startsAsPdf(byte[] bytes) {
        boolean same = bytes.length >= PDF.length;
        for (int i = 0; same && i < PDF.length; i++) {
            same = bytes[i] == PDF[i];
        }
        return same;
    }
}
