package dev.sluice.wire.messages;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.Members;
import dev.sluice.wire.json.Typed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a request, in Anthropic's words; and members that must be right. */
final class Wrong {
    private static final String CODE = "invalid_value";
    private static final String UNSUPPORTED = "unsupported_value";

    private Wrong() {}

    /** {@code messages.0.content: Field required}. */
    static BadRequest missing(String param) {
        return new BadRequest(param + ": Field required", param, CODE);
    }

    static BadRequest type(String param, String expected) {
        return new BadRequest(param + ": Input should be " + expected, param, CODE);
    }

    /** Whoever serves it. */
    static BadRequest refused(String param, String why) {
        return new BadRequest(param + ": " + why, param, CODE);
    }

    /** There is such a thing, and the model behind has no words for it. */
    static BadRequest unsupported(String param, String why) {
        return new BadRequest(param + ": " + why, param, UNSUPPORTED);
    }

    /** Whether only a provider that speaks chats cannot be asked. */
    static boolean isUnsupported(BadRequest bad) {
        return UNSUPPORTED.equals(bad.code());
    }

    static BadRequest unreadable(MalformedJson e) {
        return new BadRequest(
                "The request body is not valid JSON: " + e.getMessage() + ".", null, null);
    }

    /** One that must be there. */
    static JsonView required(Map<String, JsonView> members, String name, String param)
            throws BadRequest {
        JsonView value = Members.given(members, name);
        if (value == null) {
            throw missing(in(param, name));
        }
        return value;
    }

    /** One that may be there, and is then what it has to be; null where it is not, or null. */
    static @Nullable JsonView given(Map<String, JsonView> members, Typed typed, String param)
            throws BadRequest {
        JsonView value = Members.given(members, typed.name());
        if (value != null && !typed.isMetBy(value)) {
            String expected =
                    typed.type() == Typed.Type.OBJECT
                            ? "an object"
                            : "a valid " + typed.type().noun();
            throw type(in(param, typed.name()), expected);
        }
        return value;
    }

    /** A string that must be there. */
    static JsonView text(Map<String, JsonView> members, String name, String param)
            throws BadRequest {
        JsonView value = required(members, name, param);
        if (!value.isText()) {
            throw type(in(param, name), "a valid string");
        }
        return value;
    }

    /** A string that must be there, decoded. */
    static String word(Map<String, JsonView> members, String name, String param)
            throws BadRequest, MalformedJson {
        return String.valueOf(text(members, name, param).text());
    }

    /** The items of a list. */
    static List<JsonView> items(JsonView value, String param) throws BadRequest, MalformedJson {
        if (!value.isArray()) {
            throw type(param, "a valid list");
        }
        return value.items();
    }

    /** The members of an object. */
    static Map<String, JsonView> members(JsonView value, String param)
            throws BadRequest, MalformedJson {
        if (!value.isObject()) {
            throw type(param, "an object");
        }
        return value.members();
    }

    private static String in(String param, String name) {
        return param.isEmpty() ? name : param + "." + name;
    }
}
