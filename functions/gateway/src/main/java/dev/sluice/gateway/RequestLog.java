package dev.sluice.gateway;

import dev.sluice.core.relay.Usage;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * One line a finished request, for people: who, what, tokens, cost, time. Never a prompt, an answer
 * or a key.
 */
public final class RequestLog implements Journal {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final PrintStream out;

    public RequestLog(PrintStream out) {
        this.out = out;
    }

    @Override
    public void settled(OpenRow row, Settlement settlement) {
        out.println(line(row, settlement));
    }

    @Override
    public void unsettled(OpenRow row, RuntimeException cause) {
        out.println(
                now()
                        + " "
                        + row.requestId()
                        + " could not be settled now, the sweep will do it: "
                        + cause.getMessage());
    }

    private static String line(OpenRow row, Settlement s) {
        Usage usage = s.usage();
        StringBuilder line =
                new StringBuilder(160)
                        .append(now())
                        .append(' ')
                        .append(s.outcome().label())
                        .append(' ')
                        .append(s.status())
                        .append("  ")
                        .append(s.provider())
                        .append('/')
                        .append(s.modelServed())
                        .append("  ")
                        .append(usage.inputTokens())
                        .append(" + ")
                        .append(usage.outputTokens())
                        .append(" tokens")
                        .append(usage.estimated() ? " (estimated)" : "")
                        .append("  ")
                        .append(s.priced() ? "$" + usd(s.costNanoUsd()) : "no price known");
        if (s.durationMillis() >= 0) {
            line.append("  ").append(seconds(s.durationMillis())).append(" s");
        }
        if (s.ttftMillis() >= 0) {
            line.append(" (first byte ").append(seconds(s.ttftMillis())).append(" s)");
        }
        line.append("  key ").append(row.callerId()).append("  ").append(row.requestId());
        if (s.errorCode() != null) {
            line.append("  ").append(s.errorCode());
        }
        return line.toString();
    }

    private static String now() {
        return LocalTime.now(ZoneId.systemDefault()).format(TIME);
    }

    private static String usd(long nanoUsd) {
        return BigDecimal.valueOf(nanoUsd, 9).toPlainString();
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).toPlainString();
    }
}
