package dev.sluice.wire.upstream;

import dev.sluice.wire.room.Growth;
import dev.sluice.wire.room.Leaving;
import dev.sluice.wire.room.Room;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The room of one answer, small or large by what it wants first. Safe for use by any thread: the
 * calls of a round share it.
 */
final class AnswerRoom implements Growth, AutoCloseable {
    private final Room answers;
    private final String caller;
    private Room.@Nullable Share share;

    /**
     * @param caller as rows name it
     */
    AnswerRoom(Room answers, String caller) {
        this.answers = answers;
        this.caller = caller;
    }

    @Override
    public synchronized void more(long bytes) throws IOException {
        if (share == null) {
            share = answers.share(bytes, caller);
        }
        share.more(bytes);
    }

    @Override
    public synchronized void less(long bytes) {
        if (share != null) {
            share.less(bytes);
        }
    }

    @Override
    public synchronized void rest() {
        if (share != null) {
            share.rest();
        }
    }

    @Override
    public long mostBytes() {
        return answers.mostBytes();
    }

    /** What is held of it is sent to its client. */
    synchronized void leaves(Supplier<Leaving> how) {
        if (share != null) {
            share.leaves(how);
        }
    }

    /** What was sent so has left. */
    synchronized void left() {
        if (share != null) {
            share.left();
        }
    }

    @Override
    public synchronized void close() {
        if (share != null) {
            share.close();
        }
    }
}
