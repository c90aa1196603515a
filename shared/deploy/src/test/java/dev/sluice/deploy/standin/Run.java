package dev.sluice.deploy.standin;

import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A terminal that keeps what it is told, and waits for nothing. */
public final class Run {
    public static final Pacing AT_ONCE = time -> {};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    public Terminal unattended() {
        return Terminal.unattended(out);
    }

    public Terminal answering(String answer) {
        return new Terminal(
                out,
                question -> {
                    out.println(question);
                    return Optional.of(answer);
                },
                question -> Optional.empty());
    }

    public String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
