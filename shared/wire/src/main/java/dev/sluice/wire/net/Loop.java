package dev.sluice.wire.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread a processor, its carriers, that run virtual threads. When none of them can run,
 * one carrier polls the sockets of all, and runs what that made due itself: who waits for a chunk
 * is found by one call, and no thread of the system wakes another. The other carriers rest, until
 * more is due than the first of it; where tasks are long they are called sooner ({@link
 * LoopHaste}).
 *
 * <pre>
 *   RUNS what is due ── nothing is due, nobody polls ──► POLLS ── a socket is ready, or wake() ──► RUNS
 *                    └─ nothing is due, another polls ─► RESTS ── it is called ─────────────────► RUNS
 *                    └─ the same task for two looks of the watch: another thread has taken its place
 *                       over, and this one ends with its task
 * </pre>
 *
 * <p>A task that blocks its thread (a class that another thread initialises, a file, a library's
 * lookup of a name) or computes for long would hold up all others. The {@link LoopWatch} gives its
 * place to a new thread. The JDK's scheduler does so for the blocking calls that it knows.
 *
 * <p>Nothing that is due is forgotten, for who adds it looks afterwards whether anybody runs, and
 * who ceases to run says so and looks afterwards whether anything is due.
 *
 * <p>The JDK has no public way yet to give virtual threads a scheduler; see {@link ThreadMaker}.
 */
final class Loop implements Net, Executor {
    private static final int TASKS_A_POLL = 64;

    /** As many threads as the JDK's scheduler would have at the most, or twice the processors. */
    private static final int MOST_CARRIERS = 256;

    private final ThreadMaker maker;
    private final Selector selector;
    private final Lookups lookups = new Lookups();
    private final LoopPauses pauses = new LoopPauses();
    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();

    /** Whose place it is, one a processor. */
    private final AtomicReferenceArray<Carrier> places;

    /** Those in a place that neither poll nor rest. */
    private final AtomicInteger running = new AtomicInteger();

    private final AtomicBoolean polled = new AtomicBoolean();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final Deque<Carrier> resting = new ConcurrentLinkedDeque<>();

    /** One that rested has been called and is not there yet: enough for now. */
    private final AtomicBoolean called = new AtomicBoolean();

    /** All threads, also those that have lost their place. */
    private final AtomicInteger carriers = new AtomicInteger();

    private final int mostCarriers;
    private final LoopHaste haste;
    private final LoopWatch watch;

    private Loop(ThreadMaker maker, int processors, int mostCarriers) throws IOException {
        this.maker = maker;
        this.mostCarriers = mostCarriers;
        this.selector = Selector.open();
        this.places = new AtomicReferenceArray<>(processors);
        for (int i = 0; i < processors; i++) {
            places.set(i, new Carrier(i));
        }
        this.haste = new LoopHaste(processors > 1);
        this.watch = new LoopWatch(this, places);
    }

    /** The one of this process; null where the JVM does not let threads have a scheduler. */
    static final class OfTheProcess {
        static final @Nullable Loop LOOP = started(Runtime.getRuntime().availableProcessors());

        private OfTheProcess() {}
    }

    /** One with so many carriers; null as above. */
    static @Nullable Loop started(int processors) {
        return started(processors, Math.max(MOST_CARRIERS, 2 * processors));
    }

    /** The same, with at most so many when some of them are stuck. */
    static @Nullable Loop started(int processors, int mostCarriers) {
        Loop loop = unwatched(processors, mostCarriers);
        if (loop != null) {
            loop.watch.start();
        }
        return loop;
    }

    /** The same without its watch. */
    static @Nullable Loop unwatched(int processors, int mostCarriers) {
        ThreadMaker maker = ThreadMaker.find();
        if (maker == null) {
            return null;
        }
        try {
            Loop loop = new Loop(maker, processors, mostCarriers);
            loop.running.set(processors);
            for (int i = 0; i < processors; i++) {
                loop.carry(loop.places.get(i));
            }
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Thread start(String name, Runnable task) {
        Thread thread = maker.make(this, name, task);
        thread.start();
        return thread;
    }

    @Override
    public TcpSocket take(SocketChannel channel) throws IOException {
        return TcpSocket.set(channel, ready -> WatchedSocket.of(this, selector, ready));
    }

    @Override
    public void pause(long nanos) {
        pauses.pause(nanos, this::wake);
    }

    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
        return lookups.of(host);
    }

    /** Runs a part of a virtual thread, soon. Any thread may call this. */
    @Override
    public void execute(Runnable task) {
        boolean urgent = !due.isEmpty() || haste.isOn();
        due.add(task);
        watch.wake();
        // Who runs takes what is due when its task is over, and needs no call for the first of it.
        if ((urgent || running.get() == 0) && !wake() && urgent) {
            callOne();
        }
    }

    /** Ends the poll that is under way, so that it begins anew; false if there is none. */
    boolean wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            try {
                selector.wakeup();
            } catch (Throwable e) {
                asleep.set(true);
                throw e;
            }
            return true;
        }
        return false;
    }

    /** Calls one that rests, unless one is on its way. */
    private void callOne() {
        if (resting.isEmpty() || !called.compareAndSet(false, true)) {
            return;
        }
        Carrier carrier = resting.poll();
        if (carrier == null) {
            called.set(false);
        } else {
            running.incrementAndGet();
            carrier.call();
        }
    }

    /** Whether something is due. */
    boolean isDue() {
        return !due.isEmpty();
    }

    /**
     * Has somebody run what is due, and poll where somebody is stuck and nobody polls; for the
     * watch. Mostly another one is about to; but the carrier that polls may wait for a monitor of
     * the selector behind a virtual thread that is due, and nobody else was called for it.
     */
    void help(boolean oneIsStuck) {
        if ((isDue() || (oneIsStuck && !polled.get())) && !wake()) {
            callOne();
        }
    }

    /** Gives the place of who runs that task for too long to another thread. */
    void replace(Carrier stuck, long turn) {
        if (carriers.get() >= mostCarriers) {
            return;
        }
        // Its thread stands before it takes the place: where there is none to be had, nothing
        // changes.
        try {
            Carrier fresh = new Carrier(stuck.place);
            carry(
                    () -> {
                        if (stuck.replacedIn(turn)) {
                            places.set(stuck.place, fresh);
                            fresh.run();
                        }
                    });
        } catch (OutOfMemoryError e) {
            // The next look tries again.
        }
    }

    private void carry(Runnable carrier) {
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("loop")
                        .unstarted(
                                () -> {
                                    try {
                                        carrier.run();
                                    } finally {
                                        carriers.decrementAndGet();
                                    }
                                });
        carriers.incrementAndGet();
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            carriers.decrementAndGet();
            throw e;
        }
    }

    private static void report(Throwable e) {
        try {
            Thread me = Thread.currentThread();
            me.getUncaughtExceptionHandler().uncaughtException(me, e);
        } catch (Throwable alsoThat) {
            // Who carries others goes on.
        }
    }

    /** Who has a place, until it is replaced. */
    final class Carrier implements Runnable {
        private static final long REPLACED = -2;
        private static final long AFTER_A_FAILURE_NANOS = 25_000_000;

        private final int place;

        /** Counts on when a task begins and when it ends: it is odd while one runs. */
        private final AtomicLong turn = new AtomicLong();

        private final Consumer<SelectionKey> ready = this::ready;
        private long turns;
        private @Nullable Thread thread;
        private volatile boolean rests;
        private boolean wasCalled;

        Carrier(int place) {
            this.place = place;
        }

        long turn() {
            return turn.get();
        }

        static boolean runs(long turn) {
            return (turn & 1) == 1;
        }

        /** Takes the place from it, if it still runs that task. */
        boolean replacedIn(long stuckTurn) {
            return turn.compareAndSet(stuckTurn, REPLACED);
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            while (runDue()) {
                if (polled.compareAndSet(false, true)) {
                    poll();
                } else {
                    rest();
                }
            }
        }

        /** False once it is replaced. */
        private boolean runDue() {
            for (int i = 0; i < TASKS_A_POLL; i++) {
                Runnable task = due.poll();
                if (task == null) {
                    return true;
                }
                if (wasCalled) {
                    wasCalled = false;
                    if (!due.isEmpty()) {
                        callOne(); // while it was on its way nobody else was called
                    }
                }
                turn.set(++turns);
                watch.wake(); // it may have been about to rest when this was not to be seen
                long beganNanos = haste.begins();
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    report(e);
                }
                haste.ended(beganNanos);
                if (!turn.compareAndSet(turns, ++turns)) {
                    return false;
                }
            }
            return true;
        }

        private void poll() {
            running.decrementAndGet();
            asleep.set(true);
            try {
                long waitMillis = pauses.waitMillis(); // after it said that it sleeps
                if (due.isEmpty() && waitMillis >= 0) {
                    selector.select(ready, waitMillis);
                } else {
                    selector.selectNow(ready);
                }
                asleep.set(false);
                pauses.wakeDue();
            } catch (IOException | RuntimeException | Error e) {
                asleep.set(false);
                report(e);
                LockSupport.parkNanos(AFTER_A_FAILURE_NANOS);
            } finally {
                asleep.set(false);
                running.incrementAndGet();
                polled.set(false);
            }
        }

        private void ready(SelectionKey key) {
            if (asleep.get()) {
                asleep.set(false); // what it makes due is run next, without a wake-up
            }
            if (key.attachment() instanceof WatchedSocket socket) {
                socket.ready();
            }
        }

        private void rest() {
            rests = true;
            try {
                resting.push(this);
            } catch (OutOfMemoryError e) {
                rests = false;
                LockSupport.parkNanos(AFTER_A_FAILURE_NANOS);
                return;
            }
            running.decrementAndGet();
            if ((!due.isEmpty() || !polled.get()) && resting.remove(this)) {
                rests = false;
                running.incrementAndGet();
                return;
            }
            while (rests) {
                LockSupport.park(this);
            }
            called.set(false);
            wasCalled = true;
        }

        /** It rested, and is wanted. */
        void call() {
            rests = false;
            LockSupport.unpark(thread);
        }
    }
}
