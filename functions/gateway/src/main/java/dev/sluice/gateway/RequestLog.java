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
import java.util.StringJoiner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One line a finished request, for people: who, what, tokens, cost, time. Never a prompt, an answer
 * or a key.
 *
 * <p>A thread of its own prints them, at most twenty times a second: a terminal that does not take
 * them must not hold up a request. What it cannot keep up with is left out, and it says how much.
 * Close it last: that prints what is waiting.
 */
public final class RequestLog implements Journal, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int MOST_WAITING = 4_096;
    private static final long GATHER_MILLIS = 50;
    private static final long LAST_LINES_MILLIS = 1_000;
    private static final Measure[] OTHERS = {Measure.IMAGES, Measure.SECONDS, Measure.CHARACTERS};
    private static final Supplier<String> END = String::new;

    private final PrintStream out;
    private final BlockingQueue<Supplier<String>> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
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
        add(() -> line(row, settlement, trace));
    }

    @Override
    public void unsettled(OpenRow row, RuntimeException cause) {
        add(
                () ->
                        now()
                                + " "
                                + row.requestId()
                                + " could not be settled now, the sweep will do it: "
                                + cause.getMessage());
    }

    /** What an operator needs to mend the row by hand. */
    @Override
    public void unsettled(OpenRow row, Settlement figures, RuntimeException cause) {
        add(
                () ->
                        now()
                                + " unsettled, tried again for a while, then the sweep's: "
                                + line(row, figures, Trace.NONE)
                                + "  nanoUsd "
                                + figures.costNanoUsd()
                                + "  slot "
                                + figures.slot()
                                + "  attempts "
                                + figures.attempts()
                                + "  cause: "
                                + cause.getMessage());
    }

    @Override
    public void setAside(Ledger.Stuck stuck) {
        add(
                () ->
                        now()
                                + " row "
                                + stuck.requestId()
                                + " of "
                                + stuck.callerId()
                                + " was set aside, no sweep can close it: "
                                + stuck.reason());
    }

    @Override
    public void uncorrected(String requestId, RuntimeException cause) {
        add(
                () ->
                        now()
                                + " "
                                + requestId
                                + ": its reservation could not be corrected and ages away: "
                                + cause.getMessage());
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

    private void add(Supplier<String> line) {
        if (!waiting.offer(line)) {
            leftOut.incrementAndGet();
        }
    }

    private void print() {
        List<Supplier<String>> lines = new ArrayList<>();
        try {
            while (!lines.contains(END)) {
                lines.clear();
                lines.add(waiting.take());
                waiting.drainTo(lines);
                out.print(text(lines));
                out.flush();
                Thread.sleep(GATHER_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String text(List<Supplier<String>> lines) {
        StringBuilder text = new StringBuilder();
        for (Supplier<String> line : lines) {
            if (!line.equals(END)) {
                text.append(line.get()).append(System.lineSeparator());
            }
        }
        long missing = leftOut.getAndSet(0);
        if (missing > 0) {
            text.append(missing).append(" lines left out").append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String line(OpenRow row, Settlement s, Trace trace) {
        Metered usage = s.usage();
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
                        .append(counted(usage))
                        .append(usage.estimated() ? " (estimated)" : "")
                        .append("  ")
                        .append(s.priced() ? "$" + usd(s.costNanoUsd()) : "no price known");
        if (!s.source().isBilled()) {
            line.append(" (the caller's own key)");
        }
        if (s.durationMillis() >= 0) {
            line.append("  ").append(seconds(s.durationMillis())).append(" s");
        }
        if (s.ttftMillis() >= 0) {
            line.append(" (first byte ").append(seconds(s.ttftMillis())).append(" s)");
        }
        line.append("  key ").append(row.callerId()).append("  ").append(row.requestId());
        if (trace.id() != null) {
            line.append("  trace ").append(trace.id());
        }
        if (s.errorCode() != null) {
            line.append("  ").append(s.errorCode());
        }
        return line.toString();
    }

    /** Such as {@code 45 + 85 tokens}, or {@code 2 images}: no tokens where others are counted. */
    private static String counted(Metered usage) {
        StringJoiner counted = new StringJoiner(", ");
        for (Measure measure : OTHERS) {
            long amount = usage.of(measure);
            if (amount != 0) {
                counted.add(amount + " " + unit(measure, amount));
            }
        }
        long input = usage.of(Measure.INPUT_TOKENS);
        long output = usage.of(Measure.OUTPUT_TOKENS);
        String others = counted.toString();
        if (input == 0 && output == 0 && !others.isEmpty()) {
            return others;
        }
        return input + " + " + output + " tokens" + (others.isEmpty() ? "" : ", " + others);
    }

    private static String unit(Measure measure, long amount) {
        String many = measure.attribute();
        return amount == 1 ? many.substring(0, many.length() - 1) : many;
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
