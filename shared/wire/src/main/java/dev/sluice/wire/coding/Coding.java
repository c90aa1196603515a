package dev.sluice.wire.coding;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * A content coding that is decoded here, by its names in IANA's registry. Zstandard's decoder is
 * loaded by its first use.
 */
public enum Coding {
    GZIP {
        @Override
        void decode(byte[] coded, DecodedBytes out) throws BadCoding, TooLong {
            inflate(Inflating.gzip(new ByteArrayInputStream(coded)), out);
        }

        @Override
        public boolean begins(byte[] content) {
            return startsWith(content, 0x1F, 0x8B);
        }
    },
    /** Zlib's format, as the registry has it, or bare as many clients send it. */
    DEFLATE {
        @Override
        void decode(byte[] coded, DecodedBytes out) throws BadCoding, TooLong {
            Inflating in = Inflating.deflate(new ByteArrayInputStream(coded));
            inflate(in, out);
            if (in.hasMore()) {
                throw new BadCoding("there is more behind its end");
            }
        }

        @Override
        public boolean begins(byte[] content) {
            return content.length > 1 && Inflating.isZlib(content[0], content[1]);
        }
    },
    ZSTD {
        @Override
        void decode(byte[] coded, DecodedBytes out) throws BadCoding, TooLong {
            new ZstdFrames(coded, out).decode();
        }

        @Override
        public boolean begins(byte[] content) {
            return startsWith(content, 0x28, 0xB5, 0x2F, 0xFD);
        }
    };

    /** What clients may send, for those who sent something else. */
    public static final String KNOWN = "gzip, deflate, zstd, identity";

    private static final int MOST_LAYERS = 3;
    private static final int PIECE_BYTES = 8 << 10;

    abstract void decode(byte[] coded, DecodedBytes out) throws BadCoding, TooLong;

    /** Whether its mark is in front, which bare deflate has none of. No JSON and no form has it. */
    public abstract boolean begins(byte[] content);

    private static boolean startsWith(byte[] content, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i == content.length || (content[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static void inflate(Inflating in, DecodedBytes out) throws BadCoding, TooLong {
        byte[] piece = new byte[PIECE_BYTES];
        try (in) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                out.write(piece, 0, count);
            }
        } catch (EOFException e) {
            throw new BadCoding("it is cut off");
        } catch (IOException e) {
            throw new BadCoding("it is not coded so");
        }
    }

    /**
     * Reads {@code Content-Encoding}; {@code identity} is no coding.
     *
     * @param fields the header's values, each a list
     * @return in the order in which they were applied
     * @throws UnknownCoding names the first that is not known
     */
    public static List<Coding> parse(List<String> fields) throws UnknownCoding {
        List<Coding> codings = new ArrayList<>(1);
        for (String field : fields) {
            for (String name : field.split(",")) {
                add(codings, name.strip());
            }
        }
        return codings;
    }

    /** The same where room is no concern. */
    public static byte[] decode(List<Coding> codings, byte[] coded, int most)
            throws BadCoding, TooLong {
        return decode(codings, coded, most, _ -> {});
    }

    /**
     * Takes the codings off, the last one first.
     *
     * @param most the longest that the content, or anything on the way to it, may be
     * @param room asked for so many bytes more before they are used; what it throws goes through
     */
    public static byte[] decode(List<Coding> codings, byte[] coded, int most, IntConsumer room)
            throws BadCoding, TooLong {
        byte[] content = coded;
        for (Coding coding : codings.reversed()) {
            DecodedBytes out = new DecodedBytes(most, content.length, room);
            coding.decode(content, out);
            content = out.toByteArray();
        }
        return content;
    }

    private static void add(List<Coding> codings, String name) throws UnknownCoding {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "", "identity" -> {}
            case "gzip", "x-gzip" -> codings.add(GZIP);
            case "deflate" -> codings.add(DEFLATE);
            case "zstd" -> codings.add(ZSTD);
            default -> throw new UnknownCoding(name);
        }
        if (codings.size() > MOST_LAYERS) {
            throw new UnknownCoding(name);
        }
    }
}
