package dev.sluice.standins.aws;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Which calls fail, and how. */
final class Faults {
    private static final String ANY = "*";
    private static final AwsAnswer THROTTLED =
            AwsAnswer.error(
                    400,
                    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                    "slow down");

    /** The next so many calls of a kind. */
    private record Order(Fault fault, AtomicInteger left) {}

    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean down;
    private volatile Function<String, Optional<AwsAnswer>> instead = call -> Optional.empty();

    void down(boolean nowDown) {
        down = nowDown;
    }

    void instead(Function<String, Optional<AwsAnswer>> answers) {
        instead = answers;
    }

    void breaks(String call, Fault fault, int times) {
        orders.put(call, new Order(fault, new AtomicInteger(times)));
    }

    void breaksAll(Fault fault) {
        breaks(ANY, fault, Integer.MAX_VALUE);
    }

    void heal() {
        orders.clear();
    }

    AwsAnswer run(AwsRequest request) throws InterruptedException {
        Optional<AwsAnswer> told = instead.apply(request.call());
        if (told.isPresent()) {
            return told.get();
        }
        if (down) {
            return AwsAnswer.json(500, "");
        }
        Order order = orders.getOrDefault(request.call(), orders.get(ANY));
        return order != null && order.left().getAndDecrement() > 0
                ? broken(request, order.fault())
                : request.run();
    }

    private AwsAnswer broken(AwsRequest request, Fault fault) throws InterruptedException {
        return switch (fault) {
            case ERROR -> AwsAnswer.json(500, "");
            case THROTTLE -> THROTTLED;
            case RESET -> AwsAnswer.NONE;
            case LOSE_ANSWER -> {
                request.run();
                yield AwsAnswer.NONE;
            }
            case HANG -> {
                closed.await();
                yield AwsAnswer.NONE;
            }
            case DELAY -> closed.await(1, TimeUnit.SECONDS) ? AwsAnswer.NONE : request.run();
        };
    }

    /** Who hangs goes on. */
    void close() {
        closed.countDown();
    }
}
