package dev.sluice.webchat.credit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Account entries kept in this process ({@code SLUICE_STORES=memory}). Safe for any thread. */
public final class MemoryAccounts implements AccountBook {
    private final Map<String, Map<String, AccountEntry>> byCaller = new ConcurrentHashMap<>();

    @Override
    public void add(AccountEntry entry) {
        byCaller.compute(
                entry.callerId(),
                (caller, old) -> {
                    Map<String, AccountEntry> entries =
                            old == null ? new TreeMap<>() : new TreeMap<>(old);
                    entries.putIfAbsent(entry.id(), entry);
                    return entries;
                });
    }

    @Override
    public List<AccountEntry> entries(String callerId) {
        return List.copyOf(byCaller.getOrDefault(callerId, Map.of()).values());
    }
}
