package dev.sluice.wire.coding;

/**
 * What may be spent on building tables. A block of a dozen bytes can ask for tables of thousands of
 * entries, and a body of such blocks would keep a processor busy for seconds. Encoders pay for a
 * table with a block that is worth it, or repeat the last one.
 */
final class TableWork {
    private static final long FREE_STEPS = 4L << 20;
    private static final long STEPS_A_BYTE = 16;

    private long leftSteps;

    TableWork(int codedBytes) {
        leftSteps = FREE_STEPS + STEPS_A_BYTE * codedBytes;
    }

    void spend(int steps) throws BadCoding {
        leftSteps -= steps;
        if (leftSteps < 0) {
            throw new BadCoding("its blocks are too many and too small");
        }
    }
}
