package dev.sluice.wire.coding;

/** A part of an array, read from front to back: bytes and little-endian numbers. */
final class ZstdInput {
    private final byte[] bytes;
    private final int end;
    private int position;

    ZstdInput(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    byte[] array() {
        return bytes;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    int left() {
        return end - position;
    }

    int next() throws BadCoding {
        require(1);
        return bytes[position++] & 0xff;
    }

    /** The next byte, which stays. */
    int peek() throws BadCoding {
        require(1);
        return bytes[position] & 0xff;
    }

    long number(int byteCount) throws BadCoding {
        require(byteCount);
        long number = 0;
        for (int i = 0; i < byteCount; i++) {
            number |= (bytes[position++] & 0xffL) << (8 * i);
        }
        return number;
    }

    void skip(long byteCount) throws BadCoding {
        require(byteCount);
        position += (int) byteCount;
    }

    /** The next bytes as an input of their own; this one goes on behind them. */
    ZstdInput part(int byteCount) throws BadCoding {
        require(byteCount);
        position += byteCount;
        return new ZstdInput(bytes, position - byteCount, position);
    }

    private void require(long byteCount) throws BadCoding {
        if (byteCount > left()) {
            throw new BadCoding("it is cut off");
        }
    }
}
