package dev.sluice.wire.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One platform thread that runs virtual threads and, when none of them can run, polls their
 * sockets: who waits for a chunk is found by one call, and no thread of the system wakes another.
 *
 * <pre>
 *   RUNS what is due ──── nothing is due ────► POLLS
 *     │    ▲                                     │
 *     │    └──── a socket is ready, or wake() ───┘
 *     └ the same task for two looks of the watch ──► another thread has taken the role over,
 *                                                    and this one ends with its task
 * </pre>
 *
 * <p>A task that blocks its thread (a class that another thread initialises, a file, a library's
 * lookup of a name) or computes for long would hold up all others. The watch looks every 25 ms
 * while there is work, as Go's {@code sysmon} does, and gives the role to a new thread. The JDK's
 * scheduler does so for the blocking calls that it knows.
 *
 * <p>The JDK has no public way yet to give virtual threads a scheduler; see {@link ThreadMaker}.
 */
final class Loop implements Net, Executor {
    private static final int TASKS_A_POLL = 64;
    private static final long LOOK_NANOS = 25_000_000;

    /** So many looks without work, and the watch rests. */
    private static final int LOOKS_AT_REST = 40;

    /** As many threads as the JDK's scheduler would have at the most. */
    private static final int MOST_CARRIERS = 256;

    private static final int MOST_LOOKUPS = 256;

    private final ThreadMaker maker;
    private final Selector selector;
    private final Queue<Runnable> due = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final AtomicInteger carriers = new AtomicInteger();
    private final ThreadPoolExecutor lookups = lookups();
    private final Thread watch;
    private volatile Carrier leader;
    private volatile boolean watchRests;

    private Loop(ThreadMaker maker) throws IOException {
        this.maker = maker;
        this.selector = Selector.open();
        this.leader = new Carrier();
        this.watch = Thread.ofPlatform().daemon().name("loop watch").unstarted(this::watch);
    }

    /** The one of this process; null where the JVM does not let threads have a scheduler. */
    static final class OfTheProcess {
        static final @Nullable Loop LOOP = started();

        private OfTheProcess() {}
    }

    private static @Nullable Loop started() {
        ThreadMaker maker = ThreadMaker.find();
        if (maker == null) {
            return null;
        }
        try {
            Loop loop = new Loop(maker);
            loop.carry(loop.leader);
            loop.watch.start();
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

    /** On a platform thread: the system's resolver blocks. */
    @Override
    public InetAddress[] addresses(String host) throws UnknownHostException {
        if (isAddress(host) || !Thread.currentThread().isVirtual()) {
            return InetAddress.getAllByName(host);
        }
        Future<InetAddress[]> found = lookups.submit(() -> InetAddress.getAllByName(host));
        try {
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        } catch (ExecutionException e) {
            throw new UnknownHostException(host);
        }
    }

    /** Nobody is asked what that stands for. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0
                || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Nobody waits behind a name that hangs; beyond the bound it is the watch's affair. */
    private static ThreadPoolExecutor lookups() {
        return new ThreadPoolExecutor(
                0,
                MOST_LOOKUPS,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("loop lookup").factory(),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** Runs a part of a virtual thread, soon. Any thread may call this. */
    @Override
    public void execute(Runnable task) {
        due.add(task);
        wake();
    }

    /** Ends the poll that is under way, so that it begins anew. */
    void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    private void carry(Runnable carrier) {
        carriers.incrementAndGet();
        Thread.ofPlatform()
                .daemon()
                .name("loop")
                .start(
                        () -> {
                            try {
                                carrier.run();
                            } finally {
                                carriers.decrementAndGet();
                            }
                        });
    }

    /** Who has the role of running and polling, until it is replaced. */
    private final class Carrier implements Runnable {
        private static final long REPLACED = -2;

        /** Counts on when a task begins and when it ends: it is odd while one runs. */
        private final AtomicLong turn = new AtomicLong();

        private final Consumer<SelectionKey> ready = this::ready;
        private long turns;

        @Override
        public void run() {
            while (runDue()) {
                poll();
            }
        }

        /** False once it is replaced. */
        private boolean runDue() {
            for (int i = 0; i < TASKS_A_POLL; i++) {
                Runnable task = due.poll();
                if (task == null) {
                    return true;
                }
                turn.set(++turns);
                wakeWatch();
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    report(e);
                }
                if (!turn.compareAndSet(turns, ++turns)) {
                    return false;
                }
            }
            return true;
        }

        static boolean runs(long turn) {
            return (turn & 1) == 1;
        }

        /** Takes the role from it, if it still runs that task. */
        boolean replacedIn(long stuckTurn) {
            return turn.compareAndSet(stuckTurn, REPLACED);
        }

        private void poll() {
            asleep.set(true);
            try {
                if (due.isEmpty()) {
                    selector.select(ready);
                } else {
                    selector.selectNow(ready);
                }
            } catch (IOException | RuntimeException | Error e) {
                report(e);
                LockSupport.parkNanos(LOOK_NANOS);
            } finally {
                asleep.set(false);
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
    }

    private static void report(Throwable e) {
        Thread me = Thread.currentThread();
        me.getUncaughtExceptionHandler().uncaughtException(me, e);
    }

    private void wakeWatch() {
        if (watchRests) {
            watchRests = false;
            LockSupport.unpark(watch);
        }
    }

    private void watch() {
        Carrier last = leader;
        long lastTurn = 0;
        int looks = 0;
        while (true) {
            Carrier now = leader;
            long turn = now.turn.get();
            boolean same = now == last && turn == lastTurn;
            looks = same ? looks + 1 : 0;
            last = now;
            lastTurn = turn;
            if (same && Carrier.runs(turn)) {
                replace(now, turn);
            } else if (looks > LOOKS_AT_REST) {
                rest(now, turn);
                looks = 0;
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    /** Until there is work again. */
    private void rest(Carrier carrier, long turn) {
        watchRests = true;
        if (leader == carrier && carrier.turn.get() == turn) {
            LockSupport.park(this);
        }
        watchRests = false;
    }

    private void replace(Carrier stuck, long turn) {
        if (carriers.get() >= MOST_CARRIERS) {
            return;
        }
        // Its thread stands before it takes the role: where there is none to be had, nothing
        // changes.
        try {
            Carrier fresh = new Carrier();
            carry(
                    () -> {
                        if (stuck.replacedIn(turn)) {
                            leader = fresh;
                            fresh.run();
                        }
                    });
        } catch (OutOfMemoryError e) {
            carriers.decrementAndGet();
        }
    }
}
