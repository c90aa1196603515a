package dev.sluice.core.authenticate;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gateway keys kept in this process ({@code SLUICE_STORES=memory}). Safe for use by any thread;
 * never unavailable.
 */
public final class MemoryKeys implements KeyStore {
    private final Map<String, KeyRecord> byHash = new ConcurrentHashMap<>();

    @Override
    public Optional<KeyRecord> find(String hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    @Override
    public synchronized boolean create(KeyRecord record) {
        return named(record.name()).isEmpty() && byHash.putIfAbsent(record.hash(), record) == null;
    }

    @Override
    public List<KeyRecord> list() {
        return byHash.values().stream()
                .sorted(Comparator.comparing(KeyRecord::createdAt).thenComparing(KeyRecord::name))
                .toList();
    }

    @Override
    public synchronized boolean revoke(String name) {
        Optional<KeyRecord> record = named(name);
        record.ifPresent(known -> byHash.put(known.hash(), known.asRevoked()));
        return record.isPresent();
    }

    private Optional<KeyRecord> named(String name) {
        return byHash.values().stream().filter(record -> record.name().equals(name)).findFirst();
    }
}
