package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Told;
import dev.sluice.deploy.console.Terminal;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * An alias that was moved and may have to go back: when what it shows fails, and when the process
 * is ended before anybody knows. {@link #keep} ends that.
 */
final class Move {
    private final Functions functions;
    private final Terminal terminal;
    private final String function;
    private final Thread whenEnded = new Thread(this::backNow, "alias back");
    private String before = "";
    private String now = "";

    Move(Functions functions, Terminal terminal, String function) {
        this.functions = functions;
        this.terminal = terminal;
        this.function = function;
        Runtime.getRuntime().addShutdownHook(whenEnded);
    }

    synchronized void to(String version) {
        String there = functions.aliasVersion(function);
        if (there.equals(version)) {
            terminal.say("  %s: live is version %s already", function, version);
            return;
        }
        before = there; // before the call: it may be done and its answer lost
        now = version;
        functions.moveAlias(function, version);
        terminal.say("  %s: live %s -> %s", function, before, version);
    }

    synchronized void keep() {
        before = "";
    }

    /** Does nothing where the alias was not moved or the move is kept. */
    void back() {
        backNow();
        try {
            Runtime.getRuntime().removeShutdownHook(whenEnded);
        } catch (IllegalStateException e) {
            // the process is ending: the hook runs or has run
        }
    }

    private synchronized void backNow() {
        if (before.isEmpty()) {
            return;
        }
        String to = before;
        before = "";
        try {
            functions.moveAlias(function, to);
            terminal.say("Rolled back %s: live %s -> %s", function, now, to);
        } catch (SdkException e) {
            terminal.say(
                    "NOT rolled back: %s, live may be version %s: %s. make rollback ENV=… VERSION=%s does it.",
                    function, now, Told.of(e), to);
        }
    }
}
