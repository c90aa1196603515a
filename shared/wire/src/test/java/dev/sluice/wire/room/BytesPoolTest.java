package dev.sluice.wire.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BytesPoolTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(50);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    @Test
    void takesWhatIsThereAndNoMore() {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part one = pool.part();
        assertThat(one.take(100, SHORT_NANOS)).isPositive();
        assertThat(pool.part().take(1, SHORT_NANOS)).isNotPositive();
        one.keep(0);
        assertThat(pool.part().take(100, SHORT_NANOS)).isPositive();
    }

    @Test
    void whatOneGivesBackAnotherThatWaitsGets() throws Exception {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part one = pool.part();
        one.take(60, SHORT_NANOS);
        AtomicLong left = new AtomicLong();
        Thread waiting =
                Thread.startVirtualThread(() -> left.set(pool.part().take(50, LONG_NANOS)));
        one.keep(0);
        waiting.join();
        assertThat(left.get()).isPositive();
    }

    @Test
    void whoGaveUpIsNotInTheWayOfOthers() {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part large = pool.part();
        pool.part().take(60, SHORT_NANOS);
        assertThat(large.take(50, SHORT_NANOS)).isNotPositive();
        assertThat(pool.part().take(40, SHORT_NANOS)).isPositive();
    }

    @Test
    void whoGaveUpIsTheEldestNoMore() {
        BytesPool pool = new BytesPool(100, 30, LONG_NANOS);
        pool.part().take(60, SHORT_NANOS);
        assertThat(pool.part().take(50, SHORT_NANOS)).isNotPositive();
        assertThat(pool.part().take(40, SHORT_NANOS)).as("of those kept").isPositive();
    }

    @Test
    void theLastBytesAreTheEldests() {
        BytesPool pool = new BytesPool(100, 30, LONG_NANOS);
        BytesPool.Part eldest = pool.part();
        BytesPool.Part younger = pool.part();
        assertThat(eldest.take(40, SHORT_NANOS)).isPositive();
        assertThat(younger.take(30, SHORT_NANOS)).isPositive();
        assertThat(eldest.take(30, SHORT_NANOS)).as("of those kept").isPositive();
        assertThat(younger.take(1, SHORT_NANOS)).isNotPositive();
    }

    @Test
    void anEldestThatAsksForNothingGivesWay() {
        BytesPool pool = new BytesPool(100, 30, SHORT_NANOS);
        BytesPool.Part slow = pool.part();
        BytesPool.Part next = pool.part();
        assertThat(next.take(60, SHORT_NANOS)).isPositive();
        assertThat(slow.take(20, SHORT_NANOS)).as("of those kept: it is the eldest").isPositive();
        assertThat(next.take(20, LONG_NANOS)).as("of those kept, a while later").isPositive();
        next.keep(0);
        assertThat(slow.take(50, SHORT_NANOS)).as("it goes on all the same").isPositive();
    }

    /** Twenty that need a half each, piece by piece, and none can have all at once. */
    @Test
    void partsThatAllWantMoreDoNotWaitForEachOtherForEver() throws Exception {
        BytesPool pool = new BytesPool(100, 50, LONG_NANOS);
        List<Thread> all = new ArrayList<>();
        AtomicLong whole = new AtomicLong();
        for (int i = 0; i < 20; i++) {
            all.add(
                    Thread.startVirtualThread(
                            () -> {
                                BytesPool.Part part = pool.part();
                                int pieces = 0;
                                while (pieces < 10 && part.take(5, LONG_NANOS) > 0) {
                                    pieces++;
                                }
                                part.keep(0);
                                whole.addAndGet(pieces / 10);
                            }));
        }
        for (Thread one : all) {
            one.join();
        }
        assertThat(whole.get()).isEqualTo(20);
        assertThat(pool.part().take(50, SHORT_NANOS)).isPositive();
    }
}
