package dev.sluice.gateway.lambda;

import dev.sluice.standins.ScriptedProvider;
import java.util.HashMap;
import java.util.Map;

/** The settings of a gateway with one provider and the key {@code sk-local}, in memory. */
final class OneSlot {
    private OneSlot() {}

    static Map<String, String> at(ScriptedProvider provider) {
        return at(provider, Map.of());
    }

    static Map<String, String> at(ScriptedProvider provider, Map<String, String> more) {
        return at(provider.baseUrl(), more);
    }

    static Map<String, String> at(String endpoint, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("SLUICE_STORES", "memory");
        settings.put("SLUICE_LOCAL_KEY", "sk-local");
        settings.put("SLUICE_PROVIDER_TYPE_0", "together");
        settings.put("SLUICE_PROVIDER_KEY_0", "none");
        settings.put("SLUICE_PROVIDER_ENDPOINT_0", endpoint);
        return settings;
    }
}
