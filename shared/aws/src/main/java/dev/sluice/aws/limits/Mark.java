package dev.sluice.aws.limits;

import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a taking leaves on a scope's item, so that it is not counted again where its answer was lost
 * and it is repeated: a number in one of {@value #PLACES} places, {@code m0} to {@code m7}. Another
 * taking may have written over it since, one of eight does: then a repeated one counts twice, until
 * it falls out of its window.
 */
record Mark(int place, long number) {
    private static final int PLACES = 8;
    private static final int UNUSED_BITS = 24;

    /** Random by the system's source: instances that were restored of one snapshot differ. */
    static Mark next() {
        UUID random = UUID.randomUUID();
        return new Mark(
                (int) (random.getLeastSignificantBits() & (PLACES - 1)),
                random.getMostSignificantBits() >>> UNUSED_BITS);
    }

    String attribute() {
        return "m" + place;
    }

    boolean isOn(Map<String, AttributeValue> item) {
        AttributeValue value = item.get(attribute());
        return value != null && Long.toString(number).equals(value.n());
    }
}
