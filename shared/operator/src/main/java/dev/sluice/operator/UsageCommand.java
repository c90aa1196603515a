package dev.sluice.operator;

import dev.sluice.aws.settings.Settings;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.settle.Rollup;
import dev.sluice.core.settle.UsageView;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code make usage}: what each key used and cost, a line a day, from the ledger's sums. The ledger
 * has no list of who signed in: one of them is asked for by its address.
 */
@Command(name = "usage", description = "What the callers of a stage used (SLUICE_STAGE).")
public final class UsageCommand {
    private static final String LINE = "%-24s %-10s %9s %14s %14s %16s%s%n";

    /** The caller of the key that {@code make dev} prints. */
    private static final String LOCAL = "local";

    private static final int MOST_DAYS = 400;

    private final KeyStore keys;
    private final UsageView usage;

    UsageCommand(KeyStore keys, UsageView usage) {
        this.keys = keys;
        this.usage = usage;
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(Map<String, String> environment, String... args) {
        return StageCommand.run(
                environment, stage -> new UsageCommand(stage.keys(), stage.usage()), args);
    }

    @Command(name = "list", description = "Lists each caller's days (UTC).")
    int list(
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            description = "of a key, or who signs in; all keys unless given")
                    @Nullable String name,
            @Option(names = "--days", paramLabel = "DAYS", description = "7 unless given")
                    @Nullable String days) {
        long wanted =
                new Settings(days == null ? Map.of() : Map.of("DAYS", days))
                        .number("DAYS", 7, 1, MOST_DAYS);
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(wanted - 1);
        System.out.printf(
                LINE, "CALLER", "DAY", "REQUESTS", "INPUT TOKENS", "OUTPUT TOKENS", "USD", "");
        Rollup all = Rollup.NONE;
        for (String caller : name == null ? callers() : List.of(CallerName.of(name, keys))) {
            SortedMap<LocalDate, Rollup> used = usage.days(caller).tailMap(first);
            used.forEach((day, sum) -> print(caller, day.toString(), sum));
            for (Rollup sum : used.values()) {
                all = all.plus(sum);
            }
        }
        print(name == null ? "all keys" : "all", "", all);
        return 0;
    }

    private Iterable<String> callers() {
        TreeSet<String> callers = new TreeSet<>(List.of(LOCAL));
        for (KeyRecord key : keys.list()) {
            callers.add(key.name());
        }
        return callers;
    }

    private static void print(String caller, String day, Rollup sum) {
        System.out.printf(
                LINE,
                caller,
                day,
                sum.requests(),
                sum.of(Measure.INPUT_TOKENS),
                sum.of(Measure.OUTPUT_TOKENS),
                BigDecimal.valueOf(sum.costNanoUsd(), 9).toPlainString(),
                sum.unpricedRequests() == 0
                        ? ""
                        : "  and " + sum.unpricedRequests() + " without a known price");
    }
}
