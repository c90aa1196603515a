package dev.sluice.wire.openai.answer;

import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonCursor;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.json.NumberList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;

/**
 * Gives each vector of an answer the form that was asked for: a list of numbers, or base64 of
 * little-endian float32 (what OpenAI's SDKs ask for).
 *
 * @param base64 whether that is wanted
 * @param dimensions how long a vector must be, where the client says so
 */
public record Vectors(boolean base64, OptionalLong dimensions) implements ListAnswer.Item {
    private static final int MOST_DIMENSIONS = 1 << 20;

    @Override
    public void read(JsonCursor cursor, Edits edits) throws MalformedJson, ListAnswer.NotWanted {
        if (!cursor.at(JsonToken.START_OBJECT)) {
            cursor.skip();
            return;
        }
        while (cursor.next() != JsonToken.END_OBJECT) {
            boolean isVector = cursor.name().equals("embedding");
            JsonToken token = cursor.promised();
            if (isVector && token == JsonToken.START_ARRAY) {
                numbers(cursor, edits);
            } else if (isVector && token == JsonToken.VALUE_STRING) {
                encoded(cursor, edits);
            } else {
                cursor.skip();
            }
        }
    }

    private void numbers(JsonCursor cursor, Edits edits)
            throws MalformedJson, ListAnswer.NotWanted {
        int start = cursor.start();
        NumberList list = cursor.numbers(base64);
        if (list != null) {
            check(list.count());
            if (base64) {
                byte[] text = Base64.getEncoder().encode(list.littleEndian());
                edits.replace(start, list.last() + 1, quoted(text));
            }
            return;
        }
        ByteBuffer floats = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
        int length = 0;
        while (cursor.promised() != JsonToken.END_ARRAY) {
            if (base64) {
                floats = withRoom(floats).putFloat(number(cursor));
            }
            length++;
        }
        check(length);
        if (base64) {
            byte[] text = Base64.getEncoder().encode(floats.flip()).array();
            edits.replace(start, cursor.end(cursor.start()), quoted(text));
        }
    }

    private void encoded(JsonCursor cursor, Edits edits)
            throws MalformedJson, ListAnswer.NotWanted {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(cursor.text());
        } catch (IllegalArgumentException e) {
            throw new MalformedJson("a vector is no base64", cursor.start());
        }
        check(bytes.length / 4);
        if (!base64) {
            ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            StringBuilder numbers = new StringBuilder(bytes.length * 3).append('[');
            while (floats.remaining() >= 4) {
                numbers.append(numbers.length() == 1 ? "" : ",").append(floats.getFloat());
            }
            edits.replace(
                    cursor.start(),
                    cursor.end(cursor.start()),
                    numbers.append(']').toString().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static float number(JsonCursor cursor) throws MalformedJson {
        if (!cursor.at(JsonToken.VALUE_NUMBER_FLOAT) && !cursor.at(JsonToken.VALUE_NUMBER_INT)) {
            throw new MalformedJson("a vector has something that is no number", cursor.start());
        }
        return Float.parseFloat(cursor.text());
    }

    private static ByteBuffer withRoom(ByteBuffer floats) throws MalformedJson {
        if (floats.remaining() >= 4) {
            return floats;
        }
        if (floats.capacity() > 4 * MOST_DIMENSIONS) {
            throw new MalformedJson("a vector is too long", 0);
        }
        ByteBuffer larger =
                ByteBuffer.allocate(floats.capacity() * 2).order(ByteOrder.LITTLE_ENDIAN);
        return larger.put(floats.flip());
    }

    private void check(int length) throws ListAnswer.NotWanted {
        if (dimensions.isPresent() && dimensions.getAsLong() != length) {
            throw new ListAnswer.NotWanted(
                    "Invalid 'dimensions': this model's vectors have "
                            + length
                            + " dimensions, and no other number.",
                    "dimensions");
        }
    }

    private static byte[] quoted(byte[] text) {
        byte[] quoted = new byte[text.length + 2];
        quoted[0] = '"';
        System.arraycopy(text, 0, quoted, 1, text.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }
}
