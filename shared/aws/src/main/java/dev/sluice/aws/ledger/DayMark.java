package dev.sluice.aws.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Says in a caller's day item that a request is not in its sums yet. One mark is sent once: a
 * sending whose answer was lost may arrive when the request has long been counted, and must not be
 * taken for one that has not. So what is sent again is another mark, of another number, and the row
 * says which one counts ({@code mark}; 0 where it says nothing).
 *
 * <p>As bytes: the 16 of the request's UUID, and four of the number where it is not 0. An id of
 * another form has a byte 0, which no UUIDv7 begins with, and the number before its letters.
 *
 * @param number which of the request's marks
 */
record DayMark(String requestId, int number) {
    /** What opens a row sends at most so many marks; whoever else sends one takes a random one. */
    static final int OF_OPENING = 3;

    private static final int UUID_BYTES = 2 * Long.BYTES;

    static DayMark first(String requestId) {
        return new DayMark(requestId, 0);
    }

    /** One that nobody else sends. */
    static DayMark another(String requestId) {
        int random = UUID.randomUUID().hashCode() & Integer.MAX_VALUE;
        return new DayMark(requestId, Math.max(OF_OPENING, random));
    }

    /** All that the opening of a row may have sent. */
    static List<DayMark> ofOpening(String requestId) {
        List<DayMark> marks = new ArrayList<>(OF_OPENING);
        for (int number = 0; number < OF_OPENING; number++) {
            marks.add(new DayMark(requestId, number));
        }
        return marks;
    }

    static DayMark of(SdkBytes bytes) {
        ByteBuffer buffer = bytes.asByteBuffer();
        if (buffer.get(0) == 0) {
            buffer.get();
            int number = buffer.getInt();
            return new DayMark(UTF_8.decode(buffer).toString(), number);
        }
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        return new DayMark(id.toString(), buffer.hasRemaining() ? buffer.getInt() : 0);
    }

    SdkBytes bytes() {
        UUID id = uuid(requestId);
        if (id == null) {
            byte[] letters = requestId.getBytes(UTF_8);
            ByteBuffer text = ByteBuffer.allocate(1 + Integer.BYTES + letters.length);
            return SdkBytes.fromByteArrayUnsafe(
                    text.put((byte) 0).putInt(number).put(letters).array());
        }
        ByteBuffer buffer = ByteBuffer.allocate(UUID_BYTES + (number == 0 ? 0 : Integer.BYTES));
        buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return SdkBytes.fromByteArrayUnsafe((number == 0 ? buffer : buffer.putInt(number)).array());
    }

    AttributeValue value() {
        return AttributeValue.fromB(bytes());
    }

    static AttributeValue set(List<DayMark> marks) {
        return AttributeValue.fromBs(marks.stream().map(DayMark::bytes).toList());
    }

    /** Null where the id is none, or would be read back as another. */
    private static @Nullable UUID uuid(String id) {
        try {
            UUID uuid = UUID.fromString(id);
            boolean begins = uuid.getMostSignificantBits() >>> (Long.SIZE - Byte.SIZE) != 0;
            return begins && uuid.toString().equals(id) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Milliseconds since 1970 at which the request began; -1 where its id does not say. */
    long epochMillis() {
        UUID id = uuid(requestId);
        return id == null || id.version() != 7 ? -1 : id.getMostSignificantBits() >>> 16;
    }
}
