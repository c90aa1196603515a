package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.AwsFault;
import dev.sluice.deploy.console.Terminal;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Aliases that were moved and may have to go back, all of them: when what they show fails, and when
 * the process is ended before anybody knows. {@link #keep} ends that.
 */
final class Moves {
    private record Moved(String function, Alias before, Alias now) {}

    private final Functions functions;
    private final Terminal terminal;
    private final Thread whenEnded = new Thread(this::backNow, "aliases back");
    private final Deque<Moved> moved = new ArrayDeque<>();

    Moves(Functions functions, Terminal terminal) {
        this.functions = functions;
        this.terminal = terminal;
        Runtime.getRuntime().addShutdownHook(whenEnded);
    }

    synchronized void to(String function, Alias next) {
        Alias there = functions.alias(function);
        if (!there.equals(next)) {
            // before the call: it may be done and its answer lost
            moved.push(new Moved(function, there, next));
            functions.moveAlias(function, next);
        }
        if (there.version().equals(next.version())) {
            terminal.say("  %s: live is version %s already", function, next.version());
        } else {
            terminal.say("  %s: live %s -> %s", function, there.version(), next.version());
        }
    }

    synchronized void keep() {
        moved.clear();
    }

    /** Does nothing where no alias was moved or the moves are kept. */
    void back() {
        backNow();
        try {
            Runtime.getRuntime().removeShutdownHook(whenEnded);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs or has run
        }
    }

    /** The last one first; one that cannot go back does not keep the others. */
    private synchronized void backNow() {
        while (!moved.isEmpty()) {
            back(moved.pop());
        }
    }

    private void back(Moved move) {
        try {
            functions.moveAlias(move.function(), move.before());
            terminal.say(
                    "Rolled back %s: live %s -> %s",
                    move.function(), move.now().version(), move.before().version());
        } catch (SdkException e) {
            terminal.say(
                    "NOT rolled back: %s, live may be version %s and was %s: %s. make rollback ENV=… VERSION=… (the gateway's) takes both back.",
                    move.function(), move.now().version(), move.before().version(), AwsFault.of(e));
        }
    }
}
