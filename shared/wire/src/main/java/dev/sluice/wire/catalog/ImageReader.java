package dev.sluice.wire.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what {@link ImageWriter} wrote, in the same order. Plain loops: it runs interpreted. */
final class ImageReader {
    private final byte[] image;
    private final ByteBuffer in;

    ImageReader(byte[] image) {
        this.image = image;
        this.in = ByteBuffer.wrap(image);
    }

    boolean atEnd() {
        return !in.hasRemaining();
    }

    int count() {
        return in.getShort();
    }

    boolean flag() {
        return in.getShort() != 0;
    }

    long number() {
        return in.getLong();
    }

    OptionalLong optionalNumber() {
        return flag() ? OptionalLong.of(number()) : OptionalLong.empty();
    }

    String text() {
        int utf8Bytes = count();
        int from = in.position();
        in.position(from + utf8Bytes);
        return new String(image, from, utf8Bytes, StandardCharsets.UTF_8);
    }

    Optional<String> optionalText() {
        return flag() ? Optional.of(text()) : Optional.empty();
    }

    List<String> texts() {
        int count = count();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }

    /**
     * @param values all of the enum's, by ordinal
     */
    <E extends Enum<E>> Set<E> set(E[] values) {
        List<E> set = new ArrayList<>(); // not an EnumSet, which asks its type by reflection
        int bits = count();
        for (int i = 0; bits >> i != 0; i++) {
            if ((bits >> i & 1) != 0) {
                set.add(values[i]);
            }
        }
        return Set.copyOf(set);
    }
}
