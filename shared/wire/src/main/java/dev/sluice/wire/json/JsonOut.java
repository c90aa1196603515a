package dev.sluice.wire.json;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * JSON that is put together: of text written here, and of values as they lie in other bytes. Keeps
 * the commas between what is added by {@link #name} and {@link #item}. For one thread.
 */
public final class JsonOut {
    private byte[] bytes;
    private int size;

    public JsonOut(int expectedBytes) {
        this.bytes = new byte[Math.max(64, expectedBytes)];
    }

    /** An object without some of its members. */
    public static byte[] without(Collection<String> names, Map<String, JsonView> members) {
        JsonOut rest = new JsonOut(256).raw("{");
        for (Map.Entry<String, JsonView> member : members.entrySet()) {
            if (!names.contains(member.getKey())) {
                rest.item().text(member.getKey()).raw(":").raw(member.getValue());
            }
        }
        return rest.raw("}").toByteArray();
    }

    /** Text that is JSON already, ASCII alone. */
    public JsonOut raw(String ascii) {
        makeRoom(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /** A value as it came. */
    public JsonOut raw(JsonView value) {
        return raw(value.bytes(), value.start(), value.end());
    }

    public JsonOut raw(byte[] from, int start, int end) {
        makeRoom(end - start);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
        return this;
    }

    public JsonOut raw(JsonOut other) {
        return raw(other.bytes, 0, other.size);
    }

    /** The rest of another one. */
    public JsonOut raw(JsonOut other, int from) {
        return raw(other.bytes, from, other.size);
    }

    /** A value as it came, its line ends made spaces, which mean the same: for an event's data. */
    public JsonOut oneLine(JsonView value) {
        int at = size;
        raw(value);
        for (int i = at; i < size; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
        return this;
    }

    /** The inside of a string that came, without its quotes. */
    public JsonOut inside(JsonView text) {
        return raw(text.bytes(), text.start() + 1, text.end() - 1);
    }

    /** A string. */
    public JsonOut text(String text) {
        int before = size;
        makeRoom(text.length() + 2);
        bytes[size++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '"' || c == '\\') {
                size = before;
                return escaped(text);
            }
            bytes[size++] = (byte) c;
        }
        bytes[size++] = '"';
        return this;
    }

    private JsonOut escaped(String text) {
        byte[] quoted = JsonText.quote(text);
        return raw(quoted, 0, quoted.length);
    }

    public JsonOut number(long number) {
        if (number < 0) {
            return raw(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        makeRoom(digits);
        size += digits;
        long rest = number;
        for (int i = size - 1; i >= size - digits; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** Begins a member of an object: its value is to follow. The name needs no escapes. */
    public JsonOut name(String name) {
        return item().raw("\"").raw(name).raw("\":");
    }

    /** Begins an item of a list: its value is to follow. */
    public JsonOut item() {
        return size == 0 || bytes[size - 1] == '{' || bytes[size - 1] == '[' ? this : raw(",");
    }

    /** The same to go on behind what its last byte has ended. */
    public JsonOut withoutLast() {
        size--;
        return this;
    }

    public boolean endsWith(char ascii) {
        return size > 0 && bytes[size - 1] == ascii;
    }

    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** As text, for tests and messages. */
    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private void makeRoom(int moreBytes) {
        if (moreBytes > bytes.length - size) {
            bytes =
                    Arrays.copyOf(
                            bytes, Math.max(bytes.length * 2, Math.addExact(size, moreBytes)));
        }
    }
}
