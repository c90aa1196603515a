package dev.sluice.wire.messages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonView;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ids of calls as clients of Messages are told them. In Anthropic's language none comes twice in a
 * conversation, and agents tell calls apart by them alone; some models count theirs anew in each
 * answer ({@code functions.Bash:0}, {@code call_0}). Such an id gets a mark of its answer where the
 * conversation has it already, and loses it on its way back: its model has to find it as it was.
 * With a colon it always gets one, for an agent may hold several conversations beside each other.
 */
final class CallIds {
    private static final byte[] MARK = "_of_".getBytes(US_ASCII);
    private static final int ANSWER_CHARS = 12;
    private static final int MOST_COUNT_DIGITS = 3;
    private static final int MOST_CHARS = 100;

    private CallIds() {}

    /** Those that a model may give again. */
    static Set<String> counted(Collection<String> ids) {
        return ids.stream().filter(CallIds::isCounted).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * As a client is told it.
     *
     * @param answer what no other answer is called; its last characters are taken
     * @param taken {@link #counted} ids that the conversation has
     */
    static String told(String id, String answer, Set<String> taken) {
        return isCounted(id) && (id.indexOf(':') >= 0 || taken.contains(id))
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

    private static boolean isCounted(String id) {
        byte[] bytes = id.getBytes(US_ASCII);
        return bytes.length <= MOST_CHARS && isCounted(bytes, 0, bytes.length);
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
