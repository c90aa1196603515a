package dev.sluice.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Open-loop load: every request has its time beforehand (one in each slot of {@code 1/rate}, at a
 * seeded place), and what it waits counts from there, so that a slow gateway cannot slow down the
 * questions. Each request runs on a virtual thread of its own.
 *
 * @param perSecond requests a second
 * @param seconds how long
 */
record Load(Question question, int perSecond, int seconds) {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Chats. */
    Load(boolean stream, int perSecond, int seconds) {
        this(stream ? Question.STREAM : Question.CHAT, perSecond, seconds);
    }

    boolean stream() {
        return question.isStream();
    }

    /** What came of it; microseconds, of requests that were answered whole. */
    static final class Result {
        final Histogram wholeMicros = histogram();
        final Histogram firstMicros = histogram();
        final Histogram delayMicros = histogram();

        /** From when a stream's last chunk was sent to its end. */
        final Histogram endMicros = histogram();

        int errors;

        private static Histogram histogram() {
            return new Histogram(60_000_000L, 3);
        }

        synchronized void add(Answer answer) {
            if (!answer.whole) {
                errors++;
                return;
            }
            wholeMicros.recordValue(answer.wholeMicros);
            firstMicros.recordValue(answer.firstMicros);
            answer.delayMicros.forEach(delayMicros::recordValue);
            endMicros.recordValue(answer.endMicros);
        }

        synchronized int requests() {
            return (int) wholeMicros.getTotalCount() + errors;
        }
    }

    /** One request's times. For one thread. */
    static final class Answer {
        final long intendedNanos;
        final List<Long> delayMicros = new ArrayList<>();
        long firstMicros = -1;
        long wholeMicros;
        long endMicros;
        boolean done;
        boolean whole;
        private long lastSentNanos = Long.MIN_VALUE;

        Answer(long intendedNanos) {
            this.intendedNanos = intendedNanos;
        }

        void piece(String text) {
            long nowNanos = System.nanoTime();
            if (firstMicros < 0) {
                firstMicros = micros(nowNanos - intendedNanos);
            }
            done |=
                    text.contains("[DONE]")
                            || text.contains("event: message_stop")
                            || text.contains("event: response.completed");
            int at = text.indexOf('@');
            while (at >= 0) {
                int end = text.indexOf('@', at + 1);
                long sentNanos = Long.parseLong(text, at + 1, end, 10);
                if (sentNanos > lastSentNanos) { // a response repeats its text at its end
                    lastSentNanos = sentNanos;
                    delayMicros.add(micros(nowNanos - sentNanos));
                }
                at = text.indexOf('@', end + 1);
            }
            if (done && lastSentNanos > Long.MIN_VALUE) {
                endMicros = micros(nowNanos - lastSentNanos);
            }
        }
    }

    /** A question, and who is asked it. */
    record Asked(Target target, Question question) {}

    Result run(Target target, long seed) throws InterruptedException {
        return inTurns(List.of(new Asked(target, question)), perSecond, seconds, seed).getFirst();
    }

    /**
     * Each of these so often a second, one after the other in an order that moves on by one each
     * time round.
     *
     * @return what came of each
     */
    static List<Result> inTurns(List<Asked> asked, int perSecondEach, int seconds, long seed)
            throws InterruptedException {
        int perSecond = perSecondEach * asked.size();
        List<Result> results = asked.stream().map(one -> new Result()).toList();
        Random random = new Random(seed);
        long startNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        List<Thread> requests = new ArrayList<>();
        for (int i = 0; i < perSecond * seconds; i++) {
            int turn = (i + i / asked.size()) % asked.size();
            Asked one = asked.get(turn);
            Result result = results.get(turn);
            long intendedNanos =
                    startNanos + (long) ((i + random.nextDouble()) * SECOND_NANOS / perSecond);
            TimeUnit.NANOSECONDS.sleep(Math.max(0, intendedNanos - System.nanoTime()));
            requests.add(
                    Thread.startVirtualThread(
                            () -> result.add(answer(one, new Answer(intendedNanos)))));
        }
        for (Thread request : requests) {
            request.join();
        }
        return results;
    }

    private static Answer answer(Asked asked, Answer answer) {
        try {
            asked.target().call(asked.question(), answer::piece);
            answer.wholeMicros = micros(System.nanoTime() - answer.intendedNanos);
            answer.whole =
                    !asked.question().isStream()
                            || (answer.done && answer.delayMicros.size() == MockProvider.CHUNKS);
        } catch (IOException | RuntimeException e) {
            answer.whole = false;
        }
        return answer;
    }

    String label() {
        return question.label(perSecond);
    }

    private static long micros(long nanos) {
        return Math.max(0, nanos / 1_000);
    }
}
