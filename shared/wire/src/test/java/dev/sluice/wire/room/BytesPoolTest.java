package dev.sluice.wire.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        BytesPool.Part one = pool.part(null);
        assertThat(one.take(100, SHORT_NANOS)).isPositive();
        assertThat(pool.part(null).take(1, SHORT_NANOS)).isNotPositive();
        one.keep(0);
        assertThat(pool.part(null).take(100, SHORT_NANOS)).isPositive();
    }

    @Test
    void whatOneGivesBackAnotherThatWaitsGets() throws Exception {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part one = pool.part(null);
        one.take(60, SHORT_NANOS);
        AtomicLong left = new AtomicLong();
        Thread waiting =
                Thread.startVirtualThread(() -> left.set(pool.part(null).take(50, LONG_NANOS)));
        one.keep(0);
        waiting.join();
        assertThat(left.get()).isPositive();
    }

    @Test
    void whoGaveUpIsNotInTheWayOfOthers() {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part large = pool.part(null);
        pool.part(null).take(60, SHORT_NANOS);
        assertThat(large.take(50, SHORT_NANOS)).isNotPositive();
        assertThat(pool.part(null).take(40, SHORT_NANOS)).isPositive();
    }

    @Test
    void whoGaveUpIsTheEldestNoMore() {
        BytesPool pool = new BytesPool(100, 30, LONG_NANOS);
        pool.part(null).take(60, SHORT_NANOS);
        assertThat(pool.part(null).take(50, SHORT_NANOS)).isNotPositive();
        assertThat(pool.part(null).take(40, SHORT_NANOS)).as("of those kept").isPositive();
    }

    @Test
    void theLastBytesAreTheEldests() {
        BytesPool pool = new BytesPool(100, 30, LONG_NANOS);
        BytesPool.Part eldest = pool.part(null);
        BytesPool.Part younger = pool.part(null);
        assertThat(eldest.take(40, SHORT_NANOS)).isPositive();
        assertThat(younger.take(30, SHORT_NANOS)).isPositive();
        assertThat(eldest.take(30, SHORT_NANOS)).as("of those kept").isPositive();
        assertThat(younger.take(1, SHORT_NANOS)).isNotPositive();
    }

    @Test
    void anEldestThatAsksForNothingGivesWay() {
        BytesPool pool = new BytesPool(100, 30, SHORT_NANOS);
        BytesPool.Part slow = pool.part(null);
        BytesPool.Part next = pool.part(null);
        assertThat(next.take(60, SHORT_NANOS)).isPositive();
        assertThat(slow.take(20, SHORT_NANOS)).as("of those kept: it is the eldest").isPositive();
        assertThat(next.take(20, LONG_NANOS)).as("of those kept, a while later").isPositive();
        next.keep(0);
        assertThat(slow.take(50, SHORT_NANOS)).as("it goes on all the same").isPositive();
    }

    /** Where bytes come back, the old ones of who has half wait for the new one of who has none. */
    @Test
    void severalOfOneCallerKeepNoOtherFromHalf() throws Exception {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part first = pool.part("a");
        BytesPool.Part second = pool.part("a");
        BytesPool.Part third = pool.part("a");
        BytesPool.Part others = pool.part("b");
        first.take(50, SHORT_NANOS);
        second.take(50, SHORT_NANOS);
        Thread older = waits(third, 40);
        Thread younger = waits(others, 40);
        second.keep(0);
        younger.join();
        assertThat(others.bytes()).isEqualTo(40);
        assertThat(older.isAlive()).isTrue();
        others.keep(0);
        older.join();
        assertThat(third.bytes()).as("nobody else waits").isEqualTo(40);
    }

    @Test
    void anEldestOfWhoHasHalfGivesWayToAnotherCaller() throws Exception {
        BytesPool pool = new BytesPool(100, 80, LONG_NANOS);
        pool.part("a").take(20, SHORT_NANOS);
        BytesPool.Part eldest = pool.part("a");
        eldest.take(50, SHORT_NANOS);
        Thread waiting = waits(eldest, 40);
        BytesPool.Part others = pool.part("b");
        assertThat(others.take(30, SHORT_NANOS)).as("of those kept").isPositive();
        others.keep(0);
        eldest.keep(0);
        waiting.join();
        assertThat(eldest.bytes()).isEqualTo(40);
    }

    @Test
    void whoIsAloneHasItAll() {
        BytesPool pool = new BytesPool(100, 75, LONG_NANOS);
        for (int i = 0; i < 4; i++) {
            BytesPool.Part one = pool.part("a");
            assertThat(one.take(25, SHORT_NANOS)).isPositive();
            one.rest();
        }
    }

    /** Five pictures at a silent provider once kept all others' requests out for minutes. */
    @Test
    void severalOfOneCallerLeaveWhatIsKeptForOthers() throws Exception {
        BytesPool pool = new BytesPool(100, 45, 12, LONG_NANOS);
        for (int i = 0; i < 4; i++) {
            BytesPool.Part one = pool.part("a");
            assertThat(one.take(20, LONG_NANOS)).isPositive();
            one.rest();
        }
        BytesPool.Part more = pool.part("a");
        Thread waiting = waits(more, 10);
        for (String other : List.of("b", "c")) {
            BytesPool.Part one = pool.part(other);
            assertThat(one.take(8, LONG_NANOS)).isPositive();
            one.rest();
        }
        assertThat(more.bytes()).isZero();
        assertThat(waiting.isAlive()).isTrue();
        waiting.interrupt();
        waiting.join();
    }

    @Test
    void theOnlyOneOfACallerMayHaveWhatIsKeptForThose() {
        BytesPool pool = new BytesPool(100, 45, 12, LONG_NANOS);
        BytesPool.Part only = pool.part("a");
        for (int i = 0; i < 4; i++) {
            assertThat(only.take(25, LONG_NANOS)).isPositive();
        }
    }

    @Test
    void theOnlyOneOfACallerIsNeverBehind() throws Exception {
        BytesPool pool = new BytesPool(100, 0, LONG_NANOS);
        BytesPool.Part full = pool.part(null);
        full.take(100, SHORT_NANOS);
        BytesPool.Part large = pool.part("a");
        BytesPool.Part small = pool.part("b");
        Thread older = waits(large, 90);
        Thread younger = waits(small, 20);
        full.keep(0);
        older.join();
        assertThat(younger.isAlive()).isTrue();
        large.keep(0);
        younger.join();
        assertThat(small.bytes()).isEqualTo(20);
    }

    @Test
    void whoTakesWhatItIsSentTooSlowlyIsCutForWhoWaitsTheLargestFirst() throws Exception {
        BytesPool pool = new BytesPool(100, 0, SHORT_NANOS);
        Queue<String> cut = new ConcurrentLinkedQueue<>();
        leaving(pool, 30, 0, () -> cut.add("small"));
        BytesPool.Part large = leaving(pool, 40, 0, () -> cut.add("large"));
        leaving(pool, 30, Long.MAX_VALUE, () -> cut.add("fast"));
        assertThat(cut).as("nobody waits").isEmpty();
        Thread waiting = waits(pool.part(null), 35);
        while (cut.size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(cut).containsExactly("large", "small");
        large.keep(0);
        waiting.join();
        assertThat(cut).hasSize(2);
    }

    @Test
    void whatHasLeftIsNotCut() {
        BytesPool pool = new BytesPool(100, 0, SHORT_NANOS);
        AtomicLong cuts = new AtomicLong();
        leaving(pool, 50, 0, cuts::incrementAndGet).keep(0);
        leaving(pool, 50, 0, cuts::incrementAndGet).left(); // its provider is waited for
        pool.part(null).take(50, SHORT_NANOS);
        assertThat(pool.part(null).take(1, 10 * SHORT_NANOS)).isNotPositive();
        assertThat(cuts.get()).isZero();
    }

    /** One that began eleven seconds ago. */
    private static BytesPool.Part leaving(
            BytesPool pool, long bytes, long takenBytes, Runnable cut) {
        BytesPool.Part part = pool.part(null);
        part.take(bytes, SHORT_NANOS);
        long sinceNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(11);
        part.leaves(new Leaving(sinceNanos, () -> OptionalLong.of(takenBytes), cut));
        return part;
    }

    /** Takes so much on a thread that waits for it when this returns. */
    private static Thread waits(BytesPool.Part part, long bytes) {
        Thread thread = Thread.startVirtualThread(() -> part.take(bytes, LONG_NANOS));
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return thread;
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
                                BytesPool.Part part = pool.part(null);
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
        assertThat(pool.part(null).take(50, SHORT_NANOS)).isPositive();
    }
}
