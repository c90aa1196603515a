package dev.sluice.deploy.console;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where lines go and who answers questions.
 *
 * @param answers the answer to a question; empty where nobody sits there
 * @param secrets the same, without showing what is typed
 */
public record Terminal(
        PrintStream out,
        Function<String, Optional<String>> answers,
        Function<String, Optional<String>> secrets) {

    /** That of this process. */
    public static Terminal system() {
        return new Terminal(System.out, Terminal::ask, Terminal::askSecretly);
    }

    /** One that nobody sits at. */
    public static Terminal unattended(PrintStream out) {
        return new Terminal(out, question -> Optional.empty(), question -> Optional.empty());
    }

    public void say(String format, Object... values) {
        out.printf(format + "%n", values);
        out.flush();
    }

    /** Refuses where nobody can be asked and nobody said yes beforehand. */
    public boolean confirms(String question, boolean yes) {
        if (yes) {
            return true;
        }
        String answer =
                answers.apply(question + " [y/N] ")
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                "Nobody is here to say yes. Nothing was changed. YES=1 says it beforehand."));
        return answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
    }

    private static Optional<String> ask(String question) {
        return console()
                .map(console -> Optional.ofNullable(console.readLine("%s", question)).orElse(""));
    }

    private static Optional<String> askSecretly(String question) {
        return console().map(console -> console.readPassword("%s", question)).map(String::new);
    }

    /** The one somebody types at: JDK 25 gives none, earlier ones gave one that is no terminal. */
    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}
