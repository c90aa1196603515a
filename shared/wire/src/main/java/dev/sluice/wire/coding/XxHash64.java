package dev.sluice.wire.coding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The hash that Zstandard's frames are checked with: xxHash, 64 bits, seed 0. */
final class XxHash64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    /** PRIME_1 + PRIME_2, which overflows as it should. */
    private static final long FIRST_LANE = 0x60EA27EEADC0B5D6L;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    static long of(byte[] bytes, int start, int length) {
        int at = start;
        int end = start + length;
        long hash = PRIME_5;
        if (length >= 32) {
            long[] lanes = {FIRST_LANE, PRIME_2, 0, -PRIME_1};
            for (; at <= end - 32; at += 32) {
                for (int lane = 0; lane < 4; lane++) {
                    lanes[lane] = round(lanes[lane], (long) LONGS.get(bytes, at + 8 * lane));
                }
            }
            hash = merged(lanes);
        }
        return finished(rest(hash + length, bytes, at, end));
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merged(long[] lanes) {
        long hash =
                Long.rotateLeft(lanes[0], 1)
                        + Long.rotateLeft(lanes[1], 7)
                        + Long.rotateLeft(lanes[2], 12)
                        + Long.rotateLeft(lanes[3], 18);
        for (long lane : lanes) {
            hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
        }
        return hash;
    }

    private static long rest(long before, byte[] bytes, int start, int end) {
        long hash = before;
        int at = start;
        for (; at <= end - 8; at += 8) {
            hash =
                    Long.rotateLeft(hash ^ round(0, (long) LONGS.get(bytes, at)), 27) * PRIME_1
                            + PRIME_4;
        }
        for (; at <= end - 4; at += 4) {
            long four = (int) INTS.get(bytes, at) & 0xffffffffL;
            hash = Long.rotateLeft(hash ^ (four * PRIME_1), 23) * PRIME_2 + PRIME_3;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ ((bytes[at] & 0xff) * PRIME_5), 11) * PRIME_1;
        }
        return hash;
    }

    private static long finished(long raw) {
        long hash = (raw ^ (raw >>> 33)) * PRIME_2;
        hash = (hash ^ (hash >>> 29)) * PRIME_3;
        return hash ^ (hash >>> 32);
    }
}
