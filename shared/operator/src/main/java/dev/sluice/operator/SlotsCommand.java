package dev.sluice.operator;

import dev.sluice.aws.limits.SlotStates;
import dev.sluice.aws.settings.Settings;
import dev.sluice.core.admit.Cooldown;
import dev.sluice.core.admit.Counter;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.ScopeState;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.time.Clock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make slots}: what cools down, and what is used; and ends a cooldown. */
@Command(name = "slots", description = "The provider slots of a stage (SLUICE_STAGE).")
public final class SlotsCommand {
    private final SlotStates slots;
    private final String stage;

    SlotsCommand(SlotStates slots, String stage) {
        this.slots = slots;
        this.stage = stage;
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(Map<String, String> environment, String... args) {
        return StageCommand.run(
                environment, stage -> new SlotsCommand(stage.slots(), stage.name()), args);
    }

    @Command(name = "list", description = "Lists the slots that were ever asked.")
    int list() {
        SortedMap<SlotStates.SlotScope, ScopeState> all = slots.all();
        if (all.isEmpty()) {
            System.out.println("No slot of stage " + stage + " was asked yet.");
        }
        long nowMicros = Clock.system().epochMicros();
        all.forEach((slot, state) -> lines(slot, state, nowMicros).forEach(System.out::println));
        return 0;
    }

    @Command(name = "clear", description = "Ends the cooldowns of a slot and of its models.")
    int clear(
            @Option(names = "--slot", paramLabel = "CLEAR", required = true, description = "0-99")
                    String slot) {
        int number = (int) new Settings(Map.of("CLEAR", slot)).number("CLEAR", -1, 0, 99);
        if (!slots.clear(number)) {
            return StageCommand.failed(
                    "Slot " + number + " of stage " + stage + " does not cool down.");
        }
        System.out.println(
                "Cleared slot "
                        + number
                        + " of stage "
                        + stage
                        + ": it is asked again in seconds.");
        return 0;
    }

    private static List<String> lines(SlotStates.SlotScope slot, ScopeState state, long nowMicros) {
        List<String> lines = new ArrayList<>();
        String name = slot.id().replace('#', ' ');
        lines.add(name + ": " + whole(state, nowMicros) + used(state, nowMicros));
        new TreeMap<>(state.cooldowns())
                .forEach(
                        (model, cooldown) -> {
                            if (!model.equals(Scope.WHOLE) && cooldown.holds(nowMicros)) {
                                lines.add(
                                        "  "
                                                + model
                                                + " cools down for "
                                                + seconds(cooldown, nowMicros));
                            }
                        });
        return lines;
    }

    private static String whole(ScopeState state, long nowMicros) {
        Cooldown cooldown = state.cooldown(Scope.WHOLE);
        if (cooldown.holds(nowMicros)) {
            String what =
                    cooldown.probed()
                            ? "parked, its provider refused its key or credit; the next try in "
                            : "cools down for ";
            return what + seconds(cooldown, nowMicros);
        }
        return cooldown.awaitsProbe(nowMicros)
                ? "parked, the next request tries whether it serves again"
                : "open";
    }

    private static String seconds(Cooldown cooldown, long nowMicros) {
        return Math.ceilDiv(cooldown.untilMicros() - nowMicros, 1_000_000) + " s";
    }

    private static String used(ScopeState state, long nowMicros) {
        List<String> used = new ArrayList<>();
        for (String name : new TreeMap<String, Counter>(state.counters()).keySet()) {
            Limit limit = Limit.named(name, 1);
            long sum = state.counting(limit, nowMicros).sum();
            used.add(
                    (limit.measure() == Measure.NANO_USD
                                    ? BigDecimal.valueOf(sum, 9)
                                            .stripTrailingZeros()
                                            .toPlainString()
                                    : Long.toString(sum))
                            + " "
                            + limit.words());
        }
        return used.isEmpty() ? "" : "; used: " + String.join(", ", used);
    }
}
