package dev.sluice.wire.catalog;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Writes what {@link ImageReader} reads: counts of 16 bits, longs of 64, texts with a count. */
@SuppressWarnings("EnumOrdinal") // one and the same build writes and reads
final class ImageWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** What {@link DataOutputStream} is told to write. */
    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    void count(int count) {
        if (count < 0 || count > Short.MAX_VALUE) {
            throw new IllegalArgumentException("too many for the image: " + count);
        }
        written(() -> out.writeShort(count));
    }

    void flag(boolean value) {
        count(value ? 1 : 0);
    }

    void number(long value) {
        written(() -> out.writeLong(value));
    }

    void optional(OptionalLong value) {
        flag(value.isPresent());
        value.ifPresent(this::number);
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        count(utf8.length);
        written(() -> out.write(utf8));
    }

    void optional(Optional<String> text) {
        flag(text.isPresent());
        text.ifPresent(this::text);
    }

    /** As a set of bits by ordinal. */
    void set(Set<? extends Enum<?>> values) {
        int bits = 0;
        for (Enum<?> value : values) {
            bits |= 1 << value.ordinal();
        }
        count(bits);
    }

    <T> void all(Collection<T> items, Consumer<T> item) {
        count(items.size());
        items.forEach(item);
    }

    private static void written(Writing writing) {
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to an array cannot fail", e);
        }
    }
}
