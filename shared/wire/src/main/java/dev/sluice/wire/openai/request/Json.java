package dev.sluice.wire.openai.request;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one parameter of a request, or says in OpenAI's words why not. */
final class Json {
    private Json() {}

    static void expect(JsonCursor cursor, JsonToken token, String param, String expected)
            throws BadRequest {
        if (!cursor.at(token)) {
            throw BadRequest.type(param, expected, cursor.token());
        }
    }

    static String string(JsonCursor cursor, String param) throws BadRequest, MalformedJson {
        expect(cursor, JsonToken.VALUE_STRING, param, "a string");
        String text = cursor.text();
        if (text.isBlank()) {
            throw BadRequest.emptyString(param);
        }
        return text;
    }

    static boolean bool(JsonCursor cursor, String param) throws BadRequest {
        if (!cursor.at(JsonToken.VALUE_FALSE)) {
            expect(cursor, JsonToken.VALUE_TRUE, param, "a boolean");
        }
        return cursor.at(JsonToken.VALUE_TRUE);
    }

    static double decimal(JsonCursor cursor, String param, double minimum, double maximum)
            throws BadRequest, MalformedJson {
        if (!cursor.at(JsonToken.VALUE_NUMBER_INT)) {
            expect(cursor, JsonToken.VALUE_NUMBER_FLOAT, param, "a decimal number");
        }
        double value = Double.parseDouble(cursor.text());
        if (value < minimum) {
            throw BadRequest.decimalBelow(param, minimum);
        }
        if (value > maximum) {
            throw BadRequest.decimalAbove(param, maximum);
        }
        return value;
    }

    static long integer(JsonCursor cursor, String param, long minimum, long maximum)
            throws BadRequest, MalformedJson {
        expect(cursor, JsonToken.VALUE_NUMBER_INT, param, "an integer");
        Long value = cursor.integer();
        if (value != null && value < minimum) {
            throw BadRequest.below(param, minimum);
        }
        if (value == null || value > maximum) {
            throw BadRequest.above(param, maximum);
        }
        return value;
    }

    /** How many items are left of an array that has begun, each of these; reads its end. */
    static int items(JsonCursor cursor, String name, String expected, Set<JsonToken> allowed)
            throws MalformedJson, BadRequest {
        int count = 0;
        JsonToken token = cursor.promised();
        for (; token != JsonToken.END_ARRAY; token = cursor.promised()) {
            if (!allowed.contains(token)) {
                throw BadRequest.type(name + "[" + count + "]", expected, token);
            }
            cursor.skip();
            count++;
        }
        return count;
    }

    /** Hands every string that is left, however deep, to a rule. */
    static void judge(JsonCursor cursor, String member, RequestBody.TextRule rule)
            throws MalformedJson, BadRequest {
        for (@Nullable JsonToken token = cursor.next(); token != null; token = cursor.next()) {
            if (token == JsonToken.VALUE_STRING) {
                rule.check(cursor.text(), member);
            }
        }
    }
}
