package dev.sluice.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The prelude as Lambda reads it: a JSON object of at most four keys. */
final class PreludeJson {

    private PreludeJson() {}

    static byte[] encode(Prelude prelude) {
        return encode(
                prelude.status(),
                prelude.headers(),
                prelude.multiValueHeaders(),
                prelude.cookies());
    }

    static byte[] encode(
            int status,
            Map<String, String> headers,
            Map<String, List<String>> lists,
            List<String> cookies) {
        var json = new StringBuilder(256).append("{\"statusCode\":").append(status);
        json.append(",\"headers\":{");
        boolean first = true;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            appendKey(json, header.getKey(), first);
            JsonStrings.appendString(json, header.getValue());
            first = false;
        }
        json.append('}');
        if (!lists.isEmpty()) {
            appendLists(json.append(",\"multiValueHeaders\":{"), lists);
            json.append('}');
        }
        if (!cookies.isEmpty()) {
            JsonStrings.appendArray(json.append(",\"cookies\":"), cookies);
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendLists(StringBuilder json, Map<String, List<String>> lists) {
        boolean first = true;
        for (Map.Entry<String, List<String>> header : lists.entrySet()) {
            appendKey(json, header.getKey(), first);
            JsonStrings.appendArray(json, header.getValue());
            first = false;
        }
    }

    private static void appendKey(StringBuilder json, String name, boolean first) {
        if (!first) {
            json.append(',');
        }
        JsonStrings.appendString(json, name);
        json.append(':');
    }
}
