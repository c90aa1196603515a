package dev.sluice.wire.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Changes to a byte array, as spans that are replaced; all that lies between them is written as it
 * is.
 *
 * <p>Spans may be added in any order and must not overlap; insertions at one place keep their
 * order. Reusable after {@link #clear}. For one thread.
 */
public final class Edits {
    private static final byte[] NOTHING = {};
    private static final int USUAL_SPANS = 4;

    private int[] starts = new int[USUAL_SPANS];
    private int[] ends = new int[USUAL_SPANS];
    private byte[][] texts = new byte[USUAL_SPANS][];
    private int count;

    public void clear() {
        count = 0;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public Edits replace(int start, int end, byte[] text) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            texts = Arrays.copyOf(texts, count * 2);
        }
        int i = count++;
        while (i > 0 && isBehind(i - 1, start, end)) {
            starts[i] = starts[i - 1];
            ends[i] = ends[i - 1];
            texts[i] = texts[i - 1];
            i--;
        }
        starts[i] = start;
        ends[i] = end;
        texts[i] = text;
        return this;
    }

    /** At one place insertions come before the span that is replaced. */
    private boolean isBehind(int i, int start, int end) {
        boolean insertionBeforeSpan = starts[i] == start && start == end && ends[i] > start;
        return starts[i] > start || insertionBeforeSpan;
    }

    public Edits insert(int at, byte[] text) {
        return replace(at, at, text);
    }

    public Edits remove(int start, int end) {
        return replace(start, end, NOTHING);
    }

    /**
     * Removes the member {@code [nameStart, valueEnd)} and one comma, so that the rest is an object
     * again. Right for a single member of an object; when several go, the ones in front of the
     * first that stays take {@link #removeWithNextComma}, the others {@link
     * #removeWithPreviousComma}.
     */
    public Edits removeMember(byte[] bytes, int nameStart, int valueEnd) {
        int next = JsonText.skipSpace(bytes, valueEnd, bytes.length);
        boolean isLast = next >= bytes.length || bytes[next] != ',';
        return isLast
                ? removeWithPreviousComma(bytes, nameStart, valueEnd)
                : removeWithNextComma(bytes, nameStart, valueEnd);
    }

    public Edits removeWithNextComma(byte[] bytes, int nameStart, int valueEnd) {
        int comma = JsonText.skipSpace(bytes, valueEnd, bytes.length);
        return remove(nameStart, JsonText.skipSpace(bytes, comma + 1, bytes.length));
    }

    public Edits removeWithPreviousComma(byte[] bytes, int nameStart, int valueEnd) {
        int before = nameStart - 1;
        while (JsonText.isSpace(bytes[before])) {
            before--;
        }
        return remove(bytes[before] == ',' ? before : nameStart, valueEnd);
    }

    /**
     * Writes {@code [from, to)} with the changes made to the start of another array, which has room
     * for {@link #lengthAfter}.
     */
    public void writeTo(byte[] target, byte[] bytes, int from, int to) {
        int at = from;
        int size = 0;
        for (int i = 0; i < count; i++) {
            int kept = Math.max(0, starts[i] - at);
            System.arraycopy(bytes, at, target, size, kept);
            size += kept;
            System.arraycopy(texts[i], 0, target, size, texts[i].length);
            size += texts[i].length;
            at = ends[i];
        }
        System.arraycopy(bytes, at, target, size, Math.max(0, to - at));
    }

    /** Writes {@code [from, to)} of the array with the changes made. */
    public void writeTo(OutputStream out, byte[] bytes, int from, int to) throws IOException {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (starts[i] > at) {
                out.write(bytes, at, starts[i] - at);
            }
            out.write(texts[i]);
            at = ends[i];
        }
        if (to > at) {
            out.write(bytes, at, to - at);
        }
    }

    /** How many bytes {@link #writeTo} writes for a source of this length. */
    public int lengthAfter(int sourceBytes) {
        int length = sourceBytes;
        for (int i = 0; i < count; i++) {
            length = Math.addExact(length, texts[i].length - (ends[i] - starts[i]));
        }
        return length;
    }
}
