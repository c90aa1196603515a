package dev.sluice.wire.openai;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Bytes gone wrong: replaced, dropped, repeated or cut off. */
public final class Mutations {
    private static final byte[] TELLING =
            "{}[]\",:\\0-e. \n\0u\u007f".getBytes(StandardCharsets.UTF_8);

    private Mutations() {}

    public static byte[] of(byte[] bytes, long seed) {
        Random random = new Random(seed);
        byte[] result = bytes.clone();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count && result.length > 1; i++) {
            result = once(result, random);
        }
        return result;
    }

    private static byte[] once(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, at + 1, at);
            case 2 -> spliced(bytes, at, at, Math.min(bytes.length, at + random.nextInt(20)));
            case 3 -> replaced(bytes, at, (byte) random.nextInt(256));
            default -> replaced(bytes, at, TELLING[random.nextInt(TELLING.length)]);
        };
    }

    private static byte[] replaced(byte[] bytes, int at, byte value) {
        byte[] result = bytes.clone();
        result[at] = value;
        return result;
    }

    /**
     * The bytes before {@code skipFrom} and behind {@code skipTo}, with {@code [skipFrom,
     * repeatTo)} once more between them.
     */
    private static byte[] spliced(byte[] bytes, int skipFrom, int skipTo, int repeatTo) {
        int repeated = Math.max(0, repeatTo - skipFrom);
        byte[] result = new byte[bytes.length - (skipTo - skipFrom) + repeated];
        System.arraycopy(bytes, 0, result, 0, skipFrom);
        System.arraycopy(bytes, skipFrom, result, skipFrom, repeated);
        System.arraycopy(bytes, skipTo, result, skipFrom + repeated, bytes.length - skipTo);
        return result;
    }
}
