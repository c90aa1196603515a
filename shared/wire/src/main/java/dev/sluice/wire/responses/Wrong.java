package dev.sluice.wire.responses;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Typed;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a request, in OpenAI's words; and members that must be right. */
final class Wrong {
    private static final String UNSUPPORTED = "unsupported_value";

    private Wrong() {}

    static BadRequest type(String param, String expected) {
        return new BadRequest(
                "Invalid type for '" + param + "': expected " + expected + ".",
                param,
                "invalid_type");
    }

    static BadRequest many(String param, int most) {
        return new BadRequest(
                "Invalid '"
                        + param
                        + "': array too long. Expected an array with maximum length "
                        + most
                        + ".",
                param,
                "array_above_max_length");
    }

    /** There is such a thing, and chat models have no words for it. */
    static BadRequest unsupported(String param, String message) {
        return new BadRequest(message, param, UNSUPPORTED);
    }

    /** Whether a provider that speaks the client's language may take what a chat cannot say. */
    static boolean isUnsupported(BadRequest wrong) {
        return UNSUPPORTED.equals(wrong.code());
    }

    /** The members of an object. */
    static Map<String, JsonView> members(JsonView value, String param)
            throws BadRequest, MalformedJson {
        if (!value.isObject()) {
            throw type(param, "an object");
        }
        return value.members();
    }

    /** One that may be there, and is then what it has to be; null where it is not, or null. */
    static @Nullable JsonView given(Map<String, JsonView> members, Typed typed, String param)
            throws BadRequest {
        JsonView value = Members.given(members, typed.name());
        if (value != null && !typed.isMetBy(value)) {
            String place = param.isEmpty() ? typed.name() : param + "." + typed.name();
            throw type(place, typed.type().withArticle());
        }
        return value;
    }

    /** A string that must be there. */
    static JsonView text(Map<String, JsonView> members, String name, String param)
            throws BadRequest {
        JsonView value = Members.given(members, name);
        if (value == null) {
            throw BadRequest.missing(param + "." + name);
        }
        if (!value.isText()) {
            throw type(param + "." + name, "a string");
        }
        return value;
    }

    /** A string that must be there, decoded. */
    static String word(Map<String, JsonView> members, String name, String param)
            throws BadRequest, MalformedJson {
        return String.valueOf(text(members, name, param).text());
    }
}
