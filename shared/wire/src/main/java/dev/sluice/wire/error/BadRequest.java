package dev.sluice.wire.error;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.json.MalformedJson;
import org.jspecify.annotations.Nullable;

/**
 * The client's body is at fault. The message is OpenAI's in wording and quotes nothing of the body.
 */
public final class BadRequest extends Exception {
    private final @Nullable String param;
    private final @Nullable String code;

    public BadRequest(String message, @Nullable String param, @Nullable String code) {
        super(message);
        this.param = param;
        this.code = code;
    }

    /** The parameter at fault, as {@code messages[0].role}; null when it is the body as a whole. */
    public @Nullable String param() {
        return param;
    }

    public @Nullable String code() {
        return code;
    }

    /** As the caller is told of it. */
    public Rejected rejected() {
        return new Rejected(new Rejection.BadRequest(String.valueOf(getMessage()), param, code));
    }

    public static BadRequest unreadable(String reason) {
        return new BadRequest(
                "We could not parse the JSON body of your request: " + reason + ".", null, null);
    }

    public static BadRequest unreadable(MalformedJson e) {
        return unreadable(String.valueOf(e.getMessage()));
    }

    public static BadRequest missing(String param) {
        return new BadRequest(
                "Missing required parameter: '" + param + "'.",
                param,
                "missing_required_parameter");
    }

    public static BadRequest duplicate(String param) {
        return new BadRequest(
                "Duplicate parameter: '" + param + "'.", param, "duplicate_parameter");
    }

    public static BadRequest type(String param, String expected, JsonToken got) {
        return new BadRequest(
                "Invalid type for '%s': expected %s, but got %s instead."
                        .formatted(param, expected, noun(got)),
                param,
                "invalid_type");
    }

    public static BadRequest emptyArray(String param) {
        return new BadRequest(
                "Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead."
                        .formatted(param),
                param,
                "empty_array");
    }

    public static BadRequest longArray(String param, int maximum) {
        return new BadRequest(
                "Invalid '%s': array too long. Expected an array with maximum length %d."
                        .formatted(param, maximum),
                param,
                "array_above_max_length");
    }

    public static BadRequest emptyString(String param) {
        return new BadRequest(
                "Invalid '%s': empty string. Expected a string with minimum length 1."
                        .formatted(param),
                param,
                "empty_string");
    }

    public static BadRequest below(String param, long minimum) {
        return new BadRequest(
                "Invalid '%s': integer below minimum value. Expected a value >= %d."
                        .formatted(param, minimum),
                param,
                "integer_below_min_value");
    }

    public static BadRequest above(String param, long maximum) {
        return new BadRequest(
                "Invalid '%s': integer above maximum value. Expected a value <= %d."
                        .formatted(param, maximum),
                param,
                "integer_above_max_value");
    }

    public static BadRequest decimalBelow(String param, double minimum) {
        return new BadRequest(
                "Invalid '"
                        + param
                        + "': decimal below minimum value. Expected a value >= "
                        + minimum
                        + ".",
                param,
                "decimal_below_min_value");
    }

    public static BadRequest decimalAbove(String param, double maximum) {
        return new BadRequest(
                "Invalid '"
                        + param
                        + "': decimal above maximum value. Expected a value <= "
                        + maximum
                        + ".",
                param,
                "decimal_above_max_value");
    }

    private static String noun(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a decimal number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "null";
        };
    }
}
