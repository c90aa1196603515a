package dev.sluice.bench;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.limits.DynamoLimits;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** One process of {@link Accuracy}: threads that always ask, hold for a moment and settle. */
final class AccuracyWorker {
    static final String STAGE = "accuracy";

    private static final long LONGEST_MICROS = 10_000_000;

    private final Limit limit;
    private final Scope scope;
    private final Admit admit;
    private final Clock clock;
    private final long endMillis;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private AccuracyWorker(Limit limit, Admit admit, Clock clock, String run, long endMillis) {
        this.limit = limit;
        this.scope = new Scope("slot#" + run, List.of(limit));
        this.admit = admit;
        this.clock = clock;
        this.endMillis = endMillis;
    }

    /**
     * @param args endpoint, name of the limit, its amount, skew of the clock in microseconds,
     *     threads, when to begin and when to end in epoch milliseconds
     */
    public static void main(String[] args) throws Exception {
        Limit limit = Limit.named(args[1], Long.parseLong(args[2]));
        long skewMicros = Long.parseLong(args[3]);
        Clock clock = new Skewed(skewMicros);
        try (AwsClients aws = new AwsClients(place(args[0]))) {
            TableNames tables = new TableNames(STAGE);
            DynamoLimits store = new DynamoLimits(aws.dynamoDb(), tables, new Random());
            long startMillis = Long.parseLong(args[5]);
            AccuracyWorker worker =
                    new AccuracyWorker(
                            limit,
                            new Admit(store, clock),
                            clock,
                            args[5],
                            Long.parseLong(args[6]));
            worker.run(Integer.parseInt(args[4]), startMillis);
        }
    }

    static Map<String, String> place(String endpoint) {
        return Map.of(
                "AWS_ENDPOINT_URL_DYNAMODB", endpoint,
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local");
    }

    private void run(int threads, long startMillis) throws InterruptedException {
        pause(startMillis - System.currentTimeMillis());
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(Thread.ofPlatform().start(this::ask));
        }
        for (Thread thread : running) {
            thread.join();
        }
        lines.forEach(System.out::println);
    }

    private void ask() {
        while (System.currentTimeMillis() < endMillis) {
            Reservation reservation = admit.reserve(clock.epochMicros() + LONGEST_MICROS);
            try {
                ask(reservation);
            } catch (StoreUnavailable e) {
                giveBack(reservation);
            }
        }
    }

    private void ask(Reservation reservation) {
        long reserved = limit.measure() == Measure.REQUESTS ? 1 : Math.max(1, limit.amount() / 200);
        Admission admission = admit.move(reservation, List.of(scope), measures(reserved));
        if (admission instanceof Admission.Admitted) {
            long takenMicros = Clock.system().epochMicros();
            pause(ThreadLocalRandom.current().nextInt(30));
            long used =
                    limit.measure() == Measure.REQUESTS
                            ? 1
                            : ThreadLocalRandom.current().nextLong(reserved / 2, reserved + 1);
            long endedMicros = Clock.system().epochMicros();
            lines.add(takenMicros + " " + reserved + " " + endedMicros + " " + used);
            reservation.settle(measures(used));
        } else {
            pause(100 + ThreadLocalRandom.current().nextInt(200));
        }
    }

    /** As the gateway does it where the store is slow. */
    private static void giveBack(Reservation reservation) {
        try {
            reservation.giveBack();
        } catch (StoreUnavailable e) {
            pause(100);
        }
    }

    private Measures measures(long amount) {
        return Measures.of(
                limit.measure().isDerived() ? Measure.INPUT_TOKENS : limit.measure(), amount);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(Math.max(0, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Skewed(long skewMicros) implements Clock {
        @Override
        public long epochMicros() {
            return Clock.system().epochMicros() + skewMicros;
        }

        @Override
        public long nanos() {
            return Clock.system().nanos();
        }
    }
}
