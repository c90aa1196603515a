package dev.sluice.aws.store;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB's typed values, written and read. Reading throws where an attribute has another form.
 */
public final class Attributes {
    private Attributes() {}

    public static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    public static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    public static AttributeValue flag(boolean value) {
        return AttributeValue.fromBool(value);
    }

    public static String text(Map<String, AttributeValue> item, String name) {
        String value = textOrNull(item, name);
        if (value == null) {
            throw new IllegalStateException("an item has no text attribute \"" + name + '"');
        }
        return value;
    }

    public static @Nullable String textOrNull(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            return null;
        }
        if (value.s() == null) {
            throw new IllegalStateException("attribute \"" + name + "\" is no text");
        }
        return value.s();
    }

    public static long number(Map<String, AttributeValue> item, String name) {
        return optionalNumber(item, name)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "an item has no number attribute \"" + name + '"'));
    }

    public static OptionalLong optionalNumber(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value.n() == null) {
            throw new IllegalStateException("attribute \"" + name + "\" is no number");
        }
        return OptionalLong.of(Long.parseLong(value.n()));
    }

    public static boolean flag(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value != null && Boolean.TRUE.equals(value.bool());
    }
}
