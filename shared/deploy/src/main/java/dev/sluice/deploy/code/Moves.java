package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Told;
import dev.sluice.deploy.console.Terminal;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Aliases that were moved and may have to go back: when what they show fails, and when the process
 * is ended before anybody knows. {@link #keep} ends that.
 */
final class Moves {
    private record Move(String function, String before, String now) {}

    private final Functions functions;
    private final Terminal terminal;
    private final Deque<Move> moves = new ArrayDeque<>();
    private final Thread whenEnded = new Thread(this::back, "alias back");

    Moves(Functions functions, Terminal terminal) {
        this.functions = functions;
        this.terminal = terminal;
        Runtime.getRuntime().addShutdownHook(whenEnded);
    }

    synchronized void move(String function, String version) {
        String before = functions.aliasVersion(function);
        if (before.equals(version)) {
            terminal.say("  %s: live is version %s already", function, version);
            return;
        }
        moves.push(
                new Move(
                        function, before, version)); // first: the call may be done and not answered
        functions.moveAlias(function, version);
        terminal.say("  %s: live %s -> %s", function, before, version);
    }

    synchronized void keep() {
        moves.clear();
        unhook();
    }

    /** Last first. Does what it can. */
    synchronized void back() {
        while (!moves.isEmpty()) {
            Move move = moves.pop();
            try {
                functions.moveAlias(move.function(), move.before());
                terminal.say(
                        "Rolled back %s: live %s -> %s",
                        move.function(), move.now(), move.before());
            } catch (SdkException e) {
                terminal.say(
                        "NOT rolled back: %s, live may be version %s: %s. make rollback ENV=… VERSION=%s",
                        move.function(), move.now(), Told.of(e), move.before());
            }
        }
    }

    void unhook() {
        try {
            Runtime.getRuntime().removeShutdownHook(whenEnded);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs or has run
        }
    }
}
