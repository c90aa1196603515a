package dev.sluice.devkit;

import java.util.HashMap;
import java.util.Map;

/**
 * How every test says what its world is made of: settings by name, slots by number.
 *
 * @param <S> the settings' own type, for chains
 */
public abstract class WorldSettings<S extends WorldSettings<S>> {
    private final Map<String, String> values = new HashMap<>();
    private final String keyPrefix;

    /**
     * On a free port, with one key that is good for everything.
     *
     * @param keyPrefix the provider's key of slot 0 is this and {@code 0}
     */
    protected WorldSettings(String localKey, String keyPrefix) {
        this.keyPrefix = keyPrefix;
        values.put("PORT", "0");
        values.put("SLUICE_LOCAL_KEY", localKey);
    }

    /** These settings. */
    protected abstract S self();

    /** As the environment has them. */
    public Map<String, String> values() {
        return values;
    }

    /** One setting; the last of a name counts. */
    public S set(String name, Object value) {
        values.put(name, value.toString());
        return self();
    }

    /** As if it had never been set. */
    public S unset(String name) {
        values.remove(name);
        return self();
    }

    /** A provider's slot. */
    public S slot(int number, String type, String endpoint) {
        set("SLUICE_PROVIDER_TYPE_" + number, type);
        set("SLUICE_PROVIDER_KEY_" + number, keyPrefix + number);
        return set("SLUICE_PROVIDER_ENDPOINT_" + number, endpoint);
    }

    /** A slot that serves these models, which the catalog does not know. */
    public S serving(int number, String endpoint, String... models) {
        slot(number, "openai-compatible", endpoint);
        return set("SLUICE_PROVIDER_ALLOWED_MODELS_" + number, String.join(",", models));
    }

    /** What a slot may be asked in a minute. */
    public S limits(int number, long requests, long tokens) {
        set("SLUICE_PROVIDER_RPM_" + number, requests);
        return set("SLUICE_PROVIDER_TPM_" + number, tokens);
    }

    /** No sweep in the way but the one at the start. */
    public S withoutSweep() {
        return set("SLUICE_SWEEP_INTERVAL_MS", 86_400_000);
    }
}
