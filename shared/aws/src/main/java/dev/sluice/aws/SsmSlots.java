package dev.sluice.aws;

import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.aws.store.StoreCalls;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.StoreBudget;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import dev.sluice.core.time.Age;
import dev.sluice.core.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * Slots of the parameters below {@code /sluice/<stage>/providers/} (architecture §7), read at first
 * use and kept for five minutes.
 *
 * <p>One thread reads at a time; who comes meanwhile gets the slots as they are and waits only for
 * the very first read. Where a read fails, the old slots stay and the next try is ten seconds
 * later; without old ones {@link StoreUnavailable} is thrown, and the next try is a second later.
 * {@link #reread} reads at once, at most every two seconds. A slot with wrong settings is left out
 * and told to {@code warnings}, once while nothing changes. Safe for any thread.
 */
public final class SsmSlots implements Slots {
    private static final long FRESH_NANOS = 300_000_000_000L;
    private static final long RETRY_NANOS = 10_000_000_000L;
    private static final long RETRY_WITHOUT_SLOTS_NANOS = 1_000_000_000L;
    private static final long REREAD_NANOS = 2_000_000_000L;
    private static final int PAGE = 10;

    /** What the read of this number came to, and when. */
    private record Read(
            long number, @Nullable List<Slot> slots, @Nullable StoreUnavailable failure, Age age) {}

    private final SsmClient client;
    private final String path;
    private final Catalog catalog;
    private final Clock clock;
    private final Consumer<String> warnings;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Read last;
    private List<String> told = List.of();

    public SsmSlots(
            SsmClient client,
            TableNames tables,
            Catalog catalog,
            Clock clock,
            Consumer<String> warnings) {
        this.client = client;
        this.path = "/sluice/" + tables.stage() + "/providers";
        this.catalog = catalog;
        this.clock = clock;
        this.warnings = warnings;
    }

    @Override
    public List<Slot> current() {
        Read read = last;
        if (read != null && isWithin(keptNanos(read), read)) {
            return slotsOf(read);
        }
        if (read == null || read.slots() == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return read.slots();
        }
        return slotsOf(readAgain(read));
    }

    /** Waits for a read that is under way: who came with a refused key must not get it again. */
    @Override
    public List<Slot> reread() {
        Read read = last;
        if (read != null && isWithin(REREAD_NANOS, read)) {
            return slotsOf(read);
        }
        reading.lock();
        return slotsOf(readAgain(read));
    }

    @Override
    public void readAhead() {
        reading.lock();
        try {
            Read read = last == null ? readNow(null) : null;
            if (read != null && read.failure() == null) {
                last = read;
            }
        } finally {
            reading.unlock();
        }
    }

    private static long keptNanos(Read read) {
        if (read.failure() == null) {
            return FRESH_NANOS;
        }
        return read.slots() == null ? RETRY_WITHOUT_SLOTS_NANOS : RETRY_NANOS;
    }

    /**
     * Holds the lock, and lets it go. Another thread may have read while this one waited for it.
     */
    private Read readAgain(@Nullable Read before) {
        try {
            Read meanwhile = last;
            if (meanwhile != null && (before == null || meanwhile.number() != before.number())) {
                return meanwhile;
            }
            Read read = readNow(meanwhile);
            last = read;
            return read;
        } finally {
            reading.unlock();
        }
    }

    private Read readNow(@Nullable Read before) {
        long number = before == null ? 0 : before.number() + 1;
        try {
            SlotSettings settings = SlotSettings.ofParameters(path + "/", parameters(), catalog);
            tell(settings);
            return new Read(number, settings.slots(), null, new Age(clock));
        } catch (StoreUnavailable e) {
            return new Read(number, before == null ? null : before.slots(), e, new Age(clock));
        }
    }

    private Map<String, String> parameters() {
        GetParametersByPathRequest request =
                GetParametersByPathRequest.builder()
                        .path(path)
                        .recursive(true)
                        .withDecryption(true)
                        .maxResults(PAGE)
                        .build();
        // For all requests of this instance: not on the account of the one that comes first.
        try (StoreBudget.Bound _ = StoreBudget.bind(null)) {
            return StoreCalls.call("read of parameters " + path, () -> values(request));
        }
    }

    private Map<String, String> values(GetParametersByPathRequest request) {
        Map<String, String> values = new HashMap<>();
        for (var page : client.getParametersByPathPaginator(request)) {
            for (Parameter parameter : page.parameters()) {
                values.put(parameter.name(), parameter.value());
            }
        }
        return values;
    }

    private void tell(SlotSettings settings) {
        List<String> lines = new ArrayList<>(settings.errors());
        lines.addAll(settings.warnings());
        if (!lines.equals(told)) {
            told = List.copyOf(lines);
            lines.forEach(warnings);
        }
    }

    private static boolean isWithin(long nanos, Read read) {
        return read.age().nanos() < nanos;
    }

    private static List<Slot> slotsOf(Read read) {
        if (read.slots() != null) {
            return read.slots();
        }
        throw read.failure() != null
                ? new StoreUnavailable(String.valueOf(read.failure().getMessage()), read.failure())
                : new StoreUnavailable("no slots were read", new IllegalStateException());
    }
}
