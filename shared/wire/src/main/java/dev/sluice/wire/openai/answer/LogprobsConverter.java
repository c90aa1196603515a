package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Together's log probabilities as OpenAI's: {@code
 * {"tokens":[…],"token_logprobs":[…],"top_logprobs":[{"a":-0.1}]}} becomes {@code
 * {"content":[{"token","logprob","bytes","top_logprobs":[{"token","logprob","bytes"}]}],"refusal":null}}.
 * Numbers keep their digits.
 */
final class LogprobsConverter {
    /** OpenAI's value where a token has no probability of its own. */
    private static final String UNKNOWN = "-9999.0";

    private final byte[] bytes;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> logprobs = new ArrayList<>();
    private final List<String> tops = new ArrayList<>();

    private LogprobsConverter(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] toOpenAi(byte[] bytes, int start, int end) throws MalformedJson {
        LogprobsConverter converter = new LogprobsConverter(bytes);
        try (JsonCursor cursor = new JsonCursor(bytes, start, end)) {
            cursor.next();
            while (cursor.next() != JsonToken.END_OBJECT) {
                converter.member(cursor);
            }
        }
        return converter.write();
    }

    private void member(JsonCursor cursor) throws MalformedJson {
        String name = cursor.name();
        boolean isArray = cursor.promised() == JsonToken.START_ARRAY;
        boolean isOurs =
                name.equals("tokens")
                        || name.equals("token_logprobs")
                        || name.equals("top_logprobs");
        if (!isArray || !isOurs) {
            cursor.skip();
            return;
        }
        while (cursor.promised() != JsonToken.END_ARRAY) {
            switch (name) {
                case "tokens" -> tokens.add(cursor.at(JsonToken.VALUE_STRING) ? cursor.text() : "");
                case "token_logprobs" -> logprobs.add(number(cursor));
                default -> tops.add(top(cursor));
            }
            cursor.skip();
        }
    }

    private String top(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            return "";
        }
        StringBuilder entries = new StringBuilder();
        while (cursor.next() != JsonToken.END_OBJECT) {
            String token = cursor.name();
            cursor.promised();
            entries.append(entries.isEmpty() ? "" : ",")
                    .append(entry(token, number(cursor)))
                    .append('}');
            cursor.skip();
        }
        return entries.toString();
    }

    private String number(JsonCursor cursor) {
        boolean isNumber =
                cursor.at(JsonToken.VALUE_NUMBER_FLOAT) || cursor.at(JsonToken.VALUE_NUMBER_INT);
        int start = cursor.start();
        return isNumber
                ? new String(bytes, start, cursor.end(start) - start, StandardCharsets.US_ASCII)
                : UNKNOWN;
    }

    private byte[] write() {
        StringBuilder json = new StringBuilder("{\"content\":[");
        for (int i = 0; i < tokens.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append(entry(tokens.get(i), i < logprobs.size() ? logprobs.get(i) : UNKNOWN))
                    .append(",\"top_logprobs\":[")
                    .append(i < tops.size() ? tops.get(i) : "")
                    .append("]}");
        }
        return json.append("],\"refusal\":null}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The entry without its closing bracket. */
    private static String entry(String token, String logprob) {
        StringBuilder numbers = new StringBuilder();
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            numbers.append(numbers.isEmpty() ? "" : ",").append(b & 0xFF);
        }
        String quoted = new String(JsonText.quote(token), StandardCharsets.UTF_8);
        return "{\"token\":" + quoted + ",\"logprob\":" + logprob + ",\"bytes\":[" + numbers + "]";
    }
}
