package dev.sluice.wire.openai.answer;

import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Utf8;
import java.util.Arrays;

/**
 * Knows a chunk that is like the one before it but for its text: most of a stream's are. Such a one
 * is compared, not parsed, which is a tenth of a stream's processor time.
 *
 * <p>What may differ are the strings that are counted as text, and strings and numbers that nobody
 * reads. All other bytes must be the same, so whatever held for the chunk that was parsed holds for
 * this one. A chunk that ends something, tells a usage or an error is never learnt. For one stream
 * and one thread.
 */
final class ChunkShape {
    /** Learns nothing: for answers that are no chunks. */
    static final ChunkShape NONE = new ChunkShape(0);

    /** Longer chunks are not learnt. */
    private static final int MOST_BYTES = 2 << 10;

    private static final int MOST_LOOSE = 6;

    private static final String SHORT_ESCAPES = "\"\\/bfnrt";

    /** A stream whose chunks are never alike is not learnt for ever. */
    private static final int MOST_MISSES = 16;

    private final int mostBytes;
    private byte[] sample = {};
    private int length;

    // What may differ, in the sample: a string's bytes between its quotes, or a number's.
    private final int[] starts = new int[MOST_LOOSE];
    private final int[] ends = new int[MOST_LOOSE];
    private final boolean[] counted = new boolean[MOST_LOOSE];
    private int count;
    private int usageStart;
    private int usageEnd;
    private boolean learns;
    private int misses;

    // Of the chunk that fitted last.
    private long textBytes;
    private int usageShift;

    ChunkShape() {
        this(MOST_BYTES);
    }

    private ChunkShape(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** A chunk of so many bytes is about to be parsed. */
    void begin(int bytes) {
        if (mostBytes > 0) {
            length = 0;
            count = 0;
            learns = bytes <= mostBytes && misses < MOST_MISSES;
        }
    }

    /** Whether what is being parsed should tell what of it may differ. */
    boolean learns() {
        return learns;
    }

    /**
     * A string or an integer {@code [start, end)} of the chunk that is being parsed may differ.
     *
     * @param isText its bytes are counted
     */
    void mayDiffer(byte[] bytes, int start, int end, boolean isText) {
        if (count == MOST_LOOSE) {
            learns = false;
        }
        if (!learns) {
            return;
        }
        int quote = bytes[start] == '"' ? 1 : 0;
        int i = count++;
        while (i > 0 && starts[i - 1] > start) {
            starts[i] = starts[i - 1];
            ends[i] = ends[i - 1];
            counted[i] = counted[i - 1];
            i--;
        }
        starts[i] = start + quote;
        ends[i] = end - quote;
        counted[i] = isText;
    }

    /** The text that begins there is another's copy; one that is no string cannot be told apart. */
    void isNotCounted(int start) {
        for (int i = 0; i < count; i++) {
            if (starts[i] == start + 1) {
                counted[i] = false;
                return;
            }
        }
        learns = false;
    }

    /** What is being parsed counts in another way than by adding up. */
    void isOdd() {
        learns = false;
    }

    /** The chunk {@code [from, to)} was parsed to its end and is relayed as it is. */
    void learn(byte[] bytes, int from, int to, AnswerScan scan) {
        if (!learns || !isPlain(scan)) {
            return;
        }
        if (sample.length < to - from) {
            sample = new byte[to - from];
        }
        System.arraycopy(bytes, from, sample, 0, to - from);
        for (int i = 0; i < count; i++) {
            starts[i] -= from;
            ends[i] -= from;
        }
        usageStart = scan.usageValue.exists() ? scan.usageNameStart - from : -1;
        usageEnd = scan.usageValue.end() - from;
        length = to - from;
    }

    private static boolean isPlain(AnswerScan scan) {
        return scan.choices.size() == 1
                && scan.choices.getFirst().finishReason() == null
                && !scan.choices.getFirst().foreignLogprobs().exists()
                && !AnswerEdits.isForeignName(scan)
                && (scan.usageIsNull || !scan.usageValue.exists());
    }

    /** Whether this chunk is like the one that was learnt. */
    boolean fits(byte[] bytes, int from, int to) {
        if (length == 0) {
            return false;
        }
        boolean same = isSame(bytes, from, to);
        misses = same ? 0 : misses + 1;
        return same;
    }

    private boolean isSame(byte[] bytes, int from, int to) {
        int at = from;
        int sampleAt = 0;
        textBytes = 0;
        for (int i = 0; i < count; i++) {
            at = behindSame(bytes, at, to, sampleAt, starts[i]);
            if (at < 0) {
                return false;
            }
            int start = at;
            at = isString(i) ? behindText(bytes, at, to, counted[i]) : behindNumber(bytes, at, to);
            if (at == to || (at == start && !isString(i))) {
                return false;
            }
            sampleAt = ends[i];
        }
        return to - at == length - sampleAt && behindSame(bytes, at, to, sampleAt, length) >= 0;
    }

    private boolean isString(int i) {
        return sample[starts[i] - 1] == '"';
    }

    /** Where {@code [sampleFrom, sampleTo)} ends in the chunk, negative where it is not there. */
    private int behindSame(byte[] bytes, int at, int to, int sampleFrom, int sampleTo) {
        int end = at + sampleTo - sampleFrom;
        if (end > to || !Arrays.equals(sample, sampleFrom, sampleTo, bytes, at, end)) {
            return -1;
        }
        if (sampleFrom <= usageStart && usageStart < sampleTo) {
            usageShift = at - sampleFrom;
        }
        return end;
    }

    private int behindText(byte[] bytes, int from, int to, boolean isText) {
        int escapes = 0;
        int at = from;
        while (true) {
            at = JsonText.plainEnd(bytes, at, to);
            int more = characterBytes(bytes, at, to);
            if (more == 0) {
                break;
            }
            escapes += bytes[at] == '\\' ? 1 : 0;
            at += more;
        }
        textBytes += isText ? at - from - escapes : 0;
        return at;
    }

    /** Of a character that is not plain; 0 where it ends the string, or the parser has to judge. */
    private static int characterBytes(byte[] bytes, int at, int to) {
        if (at + 1 >= to) {
            return 0;
        }
        if (bytes[at] == '\\') {
            return SHORT_ESCAPES.indexOf(bytes[at + 1]) < 0 ? 0 : 2;
        }
        return bytes[at] < 0 ? Utf8.sequenceBytes(bytes, at, to) : 0;
    }

    private static int behindNumber(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at > from + 1 && bytes[from] == '0' ? from : at;
    }

    /** Bytes of text in the chunk that fitted last. */
    long textBytes() {
        return textBytes;
    }

    /** Whether the chunk that fitted last has a usage, which is null. */
    boolean hasUsage() {
        return usageStart >= 0;
    }

    /** Where the usage's name begins in the chunk that fitted last. */
    int usageNameStart() {
        return usageStart + usageShift;
    }

    /** Where the usage ends in the chunk that fitted last. */
    int usageValueEnd() {
        return usageEnd + usageShift;
    }
}
