package dev.sluice.devkit;

import dev.sluice.devkit.upstream.Script;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slot settings that point every provider with catalog rows at the scripted upstream. Each
 * misbehaviour has a slot of its own: the cooldown that one of them brings must not close the
 * others.
 */
final class ScriptedSlots {
    private static final int FIRST_SCRIPT_SLOT = 10;

    /** No word of any answer: a slot's key is masked wherever its provider repeats it. */
    private static final String NO_KEY = "no-key-is-needed-here";

    private ScriptedSlots() {}

    static Map<String, String> at(URI baseUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        slot(settings, 0, "together", baseUrl);
        slot(settings, 1, "atlascloud", baseUrl);
        settings.put(
                "SLUICE_PROVIDER_PRIORITY_1", "200"); // an id that both have is Together's here
        String host = baseUrl.toString();
        slot(
                settings,
                2,
                "anthropic",
                URI.create(host.substring(0, host.length() - "/v1".length())));
        int number = FIRST_SCRIPT_SLOT;
        for (Script script : Script.values()) {
            if (script != Script.ANSWER) {
                slot(settings, number, "openai-compatible", baseUrl);
                settings.put("SLUICE_PROVIDER_MODEL_" + number, script.model());
                number++;
            }
        }
        return settings;
    }

    private static void slot(Map<String, String> settings, int number, String type, URI baseUrl) {
        settings.put("SLUICE_PROVIDER_TYPE_" + number, type);
        settings.put("SLUICE_PROVIDER_KEY_" + number, NO_KEY);
        settings.put("SLUICE_PROVIDER_ENDPOINT_" + number, baseUrl.toString());
    }
}
