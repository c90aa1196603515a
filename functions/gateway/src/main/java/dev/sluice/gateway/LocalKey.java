package dev.sluice.gateway;

import dev.sluice.aws.settings.SettingsException;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key of this process, named {@code local}, beside those of a store: it is written nowhere and
 * ends with the process.
 */
final class LocalKey implements KeyStore {
    private final KeyStore others;
    private final KeyRecord local;

    LocalKey(KeyStore others, String key) {
        if (!GatewayKey.plausible(key)) {
            throw new SettingsException("SLUICE_LOCAL_KEY must begin with sk- and hold no spaces");
        }
        this.others = others;
        this.local =
                new KeyRecord(
                        GatewayKey.hash(key),
                        "local",
                        List.of(),
                        List.of(),
                        Instant.now(),
                        Optional.empty(),
                        false);
    }

    @Override
    public Optional<KeyRecord> find(String hash) {
        return local.hash().equals(hash) ? Optional.of(local) : others.find(hash);
    }

    @Override
    public boolean create(KeyRecord record) {
        return !record.name().equals(local.name()) && others.create(record);
    }

    @Override
    public List<KeyRecord> list() {
        return others.list();
    }

    @Override
    public boolean revoke(String name) {
        return others.revoke(name);
    }
}
