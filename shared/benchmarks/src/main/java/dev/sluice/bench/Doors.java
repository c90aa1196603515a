package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * The agents' doors beside the chat door, question by question in turns within one phase: what the
 * machine does to one it does to all. Phases one after the other cannot tell tenths of a
 * millisecond of a p99, for the machine's own change between them is larger.
 *
 * <p>All questions of all rounds are one distribution; the range is that of the rounds.
 */
final class Doors {
    private static final List<Question> UNARY =
            List.of(Question.CHAT, Question.MESSAGE, Question.RESPONSE);
    private static final List<Question> STREAMS =
            List.of(Question.STREAM, Question.MESSAGES, Question.RESPONSES);
    private static final int UNARY_EACH = 40;
    private static final int STREAMS_EACH = 8;
    private static final String HEAD =
            """

            ## The doors side by side, in turns within one phase

            | what | door | asked, errors | added p50, ms | added p99, ms | p50 · p99 above chat's, ms |
            |---|---|---|---|---|---|
            """;

    private final int seconds;
    private final Pattern only;
    private final List<List<Load.Result>> unary = new ArrayList<>();
    private final List<List<Load.Result>> streams = new ArrayList<>();

    /**
     * @param seconds of each of a round's two phases
     * @param only which of them: {@code doors unary}, {@code doors streams}
     */
    Doors(int seconds, Pattern only) {
        this.seconds = seconds;
        this.only = only;
    }

    boolean isWanted() {
        return seconds > 0 && (isWanted("doors unary") || isWanted("doors streams"));
    }

    private boolean isWanted(String phase) {
        return only.matcher(phase).find();
    }

    /** The same, all of it shorter: what is told once a stream must be compiled too. */
    Doors warmUp(int otherSeconds) {
        return new Doors(otherSeconds, only);
    }

    void round(Target direct, Target through, long seed) throws InterruptedException {
        if (isWanted("doors unary")) {
            unary.add(Load.inTurns(asked(direct, through, UNARY), UNARY_EACH, seconds, seed));
        }
        if (isWanted("doors streams")) {
            streams.add(Load.inTurns(asked(direct, through, STREAMS), STREAMS_EACH, seconds, seed));
        }
    }

    /** The provider itself, then each door. */
    private static List<Load.Asked> asked(Target direct, Target through, List<Question> doors) {
        List<Load.Asked> asked = new ArrayList<>();
        asked.add(new Load.Asked(direct, doors.getFirst()));
        doors.forEach(door -> asked.add(new Load.Asked(through, door)));
        return asked;
    }

    String markdown() {
        return HEAD
                + rows("unary, " + UNARY_EACH + "/s each", unary, result -> result.wholeMicros)
                + rows(
                        "first token, " + STREAMS_EACH + " streams/s each",
                        streams,
                        result -> result.firstMicros)
                + rows("delay a chunk", streams, result -> result.delayMicros);
    }

    private String rows(String what, List<List<Load.Result>> rounds, Report.Which which) {
        StringBuilder text = new StringBuilder();
        for (int door = 0; door < UNARY.size() && !rounds.isEmpty(); door++) {
            int at = door + 1;
            text.append("| ")
                    .append(door == 0 ? what : "")
                    .append(" | ")
                    .append(UNARY.get(door).path())
                    .append(" | ")
                    .append(requests(rounds, at))
                    .append(" | ")
                    .append(added(rounds, which, at, 50))
                    .append(" | ")
                    .append(added(rounds, which, at, 99))
                    .append(" | ")
                    .append(
                            door == 0
                                    ? "–"
                                    : above(rounds, which, at, 50)
                                            + " · "
                                            + above(rounds, which, at, 99))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String requests(List<List<Load.Result>> rounds, int at) {
        int requests = rounds.stream().mapToInt(round -> round.get(at).requests()).sum();
        int errors = rounds.stream().mapToInt(round -> round.get(at).errors).sum();
        return requests + ", " + errors;
    }

    private static String added(
            List<List<Load.Result>> rounds, Report.Which which, int at, double percentile) {
        double[] each =
                rounds.stream()
                        .mapToDouble(round -> difference(List.of(round), which, at, 0, percentile))
                        .sorted()
                        .toArray();
        return Report.number(difference(rounds, which, at, 0, percentile))
                + " ["
                + Report.number(each[0])
                + ".."
                + Report.number(each[each.length - 1])
                + "]";
    }

    private static String above(
            List<List<Load.Result>> rounds, Report.Which which, int at, double percentile) {
        return Report.number(difference(rounds, which, at, 1, percentile));
    }

    private static double difference(
            List<List<Load.Result>> rounds,
            Report.Which which,
            int at,
            int than,
            double percentile) {
        return Report.millis(all(rounds, which, at), percentile)
                - Report.millis(all(rounds, which, than), percentile);
    }

    private static Histogram all(List<List<Load.Result>> rounds, Report.Which which, int at) {
        Histogram all = which.of(rounds.getFirst().get(at)).copy();
        rounds.stream().skip(1).forEach(round -> all.add(which.of(round.get(at))));
        return all;
    }
}
