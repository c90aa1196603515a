package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import java.util.Arrays;

/**
 * Ids of calls as clients of Messages are told them. In Anthropic's language none comes twice in a
 * conversation, and agents tell calls apart by them alone; some models count theirs anew in each
 * answer ({@code functions.Bash:0}, {@code call_0}). Such an id gets a mark of its answer, and
 * loses it on its way back: its model has to find it as it was.
 */
final class CallIds {
    private static final byte[] MARK = "_of_".getBytes(US_ASCII);
    private static final int ANSWER_CHARS = 12;
    private static final int MOST_COUNT_DIGITS = 3;

    private CallIds() {}

    /**
     * As a client is told it.
     *
     * @param answer what no other answer is called; its last characters are taken
     */
    static String told(String id, String answer) {
        byte[] bytes = id.getBytes(US_ASCII);
        return isCounted(bytes, 0, bytes.length)
                ? id + "_of_" + answer.substring(Math.max(0, answer.length() - ANSWER_CHARS))
                : id;
    }

    /** As its model has said it: a string in quotes. */
    static void write(JsonOut out, JsonView id) {
        byte[] bytes = id.bytes();
        int end = id.end() - 1;
        int mark = end - ANSWER_CHARS - MARK.length;
        boolean isMarked =
                mark > id.start()
                        && Arrays.equals(bytes, mark, mark + MARK.length, MARK, 0, MARK.length)
                        && isCounted(bytes, id.start() + 1, mark);
        out.raw(bytes, id.start(), isMarked ? mark : end).raw("\"");
    }

    /** Whether an id ends in a number of few digits that is by itself. */
    private static boolean isCounted(byte[] id, int from, int to) {
        int digits = to;
        while (digits > from && id[digits - 1] >= '0' && id[digits - 1] <= '9') {
            digits--;
        }
        boolean isAlone = digits == from || ":_-.".indexOf(id[digits - 1]) >= 0;
        return isAlone && digits < to && to - digits <= MOST_COUNT_DIGITS;
    }
}
