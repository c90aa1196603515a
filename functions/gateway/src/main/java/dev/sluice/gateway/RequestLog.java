package dev.sluice.gateway;

import dev.sluice.core.call.Trace;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.OpenRow;
import dev.sluice.core.settle.Settlement;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One line a finished request, for people: who, what, tokens, cost, time. Never a prompt, an answer
 * or a key.
 *
 * <p>A thread of its own prints them, at most twice a second: a terminal that does not take them
 * must not hold up a request. What it cannot keep up with is left out, and it says how much. Close
 * it last: that prints what is waiting.
 */
public final class RequestLog implements Journal, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MOST_WAITING = 10_240;
    private static final long GATHER_MILLIS = 500;
    private static final long LAST_LINES_MILLIS = 1_000;
    private static final Measure[] OTHERS = {Measure.IMAGES, Measure.SECONDS, Measure.CHARACTERS};
    private static final Line END = (line, now) -> {};

    /** Writes itself behind what is there, without the line's end. */
    @FunctionalInterface
    private interface Line {
        void write(StringBuilder line, String now);
    }

    private final PrintStream out;
    private final BlockingQueue<Line> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread printer;

    public RequestLog(PrintStream out) {
        this.out = out;
        this.printer = Thread.ofPlatform().name("request log").daemon().start(this::print);
    }

    @Override
    public void settled(OpenRow row, Settlement settlement) {
        relayed(row, settlement, Trace.NONE, -1);
    }

    @Override
    public void relayed(OpenRow row, Settlement settlement, Trace trace, long addedNanos) {
        add((line, now) -> line(line.append(now), row, settlement, trace));
    }

    @Override
    public void unsettled(OpenRow row, RuntimeException cause) {
        add(
                (line, now) ->
                        line.append(now)
                                .append(' ')
                                .append(row.requestId())
                                .append(" could not be settled now, the sweep will do it: ")
                                .append(cause.getMessage()));
    }

    /** What an operator needs to mend the row by hand. */
    @Override
    public void unsettled(OpenRow row, Settlement figures, RuntimeException cause) {
        add(
                (line, now) -> {
                    line.append(now)
                            .append(" unsettled, tried again for a while, then the sweep's: ");
                    line(line.append(now), row, figures, Trace.NONE);
                    line.append("  nanoUsd ")
                            .append(figures.costNanoUsd())
                            .append("  slot ")
                            .append(figures.slot())
                            .append("  attempts ")
                            .append(figures.attempts())
                            .append("  cause: ")
                            .append(cause.getMessage());
                });
    }

    @Override
    public void setAside(Ledger.Stuck stuck) {
        add(
                (line, now) ->
                        line.append(now)
                                .append(" row ")
                                .append(stuck.requestId())
                                .append(" of ")
                                .append(stuck.callerId())
                                .append(" was set aside, no sweep can close it: ")
                                .append(stuck.reason()));
    }

    @Override
    public void uncorrected(String requestId, RuntimeException cause) {
        add(
                (line, now) ->
                        line.append(now)
                                .append(' ')
                                .append(requestId)
                                .append(": its reservation could not be corrected and ages away: ")
                                .append(cause.getMessage()));
    }

    @Override
    public void close() {
        try {
            if (waiting.offer(END, LAST_LINES_MILLIS, TimeUnit.MILLISECONDS)) {
                printer.join(LAST_LINES_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Line line) {
        if (!waiting.offer(line)) {
            leftOut.incrementAndGet();
        }
    }

    private void print() {
        List<Line> lines = new ArrayList<>();
        try {
            while (true) {
                lines.clear();
                lines.add(waiting.take());
                waiting.drainTo(lines);
                out.print(text(lines));
                out.flush();
                if (lines.contains(END)) {
                    return;
                }
                Thread.sleep(GATHER_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String text(List<Line> lines) {
        StringBuilder text = new StringBuilder(160 * lines.size());
        String now = LocalTime.now(ZoneId.systemDefault()).format(TIME);
        for (Line line : lines) {
            if (!line.equals(END)) {
                line.write(text, now);
                text.append(System.lineSeparator());
            }
        }
        long missing = leftOut.getAndSet(0);
        if (missing > 0) {
            text.append(missing).append(" lines left out").append(System.lineSeparator());
        }
        return text.toString();
    }

    private static void line(StringBuilder line, OpenRow row, Settlement s, Trace trace) {
        Metered usage = s.usage();
        line.append(' ')
                .append(s.outcome().label())
                .append(' ')
                .append(s.status())
                .append("  ")
                .append(s.provider())
                .append('/')
                .append(s.modelServed())
                .append("  ");
        counted(line, usage);
        line.append(usage.estimated() ? " (estimated)" : "").append("  ");
        if (s.priced()) {
            line.append('$').append(usd(s.costNanoUsd()));
        } else {
            line.append("no price known");
        }
        if (!s.source().isBilled()) {
            line.append(" (the caller's own key)");
        }
        if (s.durationMillis() >= 0) {
            seconds(line.append("  "), s.durationMillis()).append(" s");
        }
        if (s.ttftMillis() >= 0) {
            seconds(line.append(" (first byte "), s.ttftMillis()).append(" s)");
        }
        line.append("  key ").append(row.callerId()).append("  ").append(row.requestId());
        if (trace.id() != null) {
            line.append("  trace ").append(trace.id());
        }
        if (s.errorCode() != null) {
            line.append("  ").append(s.errorCode());
        }
    }

    /** Such as {@code 45 + 85 tokens}, or {@code 2 images}: no tokens where others are counted. */
    private static void counted(StringBuilder line, Metered usage) {
        long input = usage.of(Measure.INPUT_TOKENS);
        long output = usage.of(Measure.OUTPUT_TOKENS);
        String others = others(usage);
        if (input != 0 || output != 0 || others.isEmpty()) {
            line.append(input).append(" + ").append(output).append(" tokens");
            line.append(others.isEmpty() ? "" : ", ");
        }
        line.append(others);
    }

    private static String others(Metered usage) {
        String others = "";
        for (Measure measure : OTHERS) {
            long amount = usage.of(measure);
            if (amount != 0) {
                others += (others.isEmpty() ? "" : ", ") + amount + " " + unit(measure, amount);
            }
        }
        return others;
    }

    private static String unit(Measure measure, long amount) {
        String many = measure.attribute();
        return amount == 1 ? many.substring(0, many.length() - 1) : many;
    }

    private static String usd(long nanoUsd) {
        return BigDecimal.valueOf(nanoUsd, 9).toPlainString();
    }

    private static StringBuilder seconds(StringBuilder line, long millis) {
        String thousandths = Long.toString(1_000 + millis % 1_000);
        return line.append(millis / 1_000).append('.').append(thousandths, 1, 4);
    }
}
