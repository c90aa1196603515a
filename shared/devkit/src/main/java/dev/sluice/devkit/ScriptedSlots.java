package dev.sluice.devkit;

import dev.sluice.devkit.upstream.Script;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Slot settings that point every provider with catalog rows at the scripted upstream. */
final class ScriptedSlots {
    private ScriptedSlots() {}

    static Map<String, String> at(URI baseUrl) {
        Map<String, String> settings = new LinkedHashMap<>();
        slot(settings, 0, "together", baseUrl);
        slot(settings, 1, "atlascloud", baseUrl);
        slot(settings, 2, "openai-compatible", baseUrl);
        settings.put("SLUICE_PROVIDER_ALLOWED_MODELS_2", magicModels());
        return settings;
    }

    private static String magicModels() {
        return Arrays.stream(Script.values())
                .filter(script -> script != Script.ANSWER)
                .map(Script::model)
                .collect(Collectors.joining(","));
    }

    private static void slot(Map<String, String> settings, int number, String type, URI baseUrl) {
        settings.put("SLUICE_PROVIDER_TYPE_" + number, type);
        settings.put("SLUICE_PROVIDER_KEY_" + number, "scripted");
        settings.put("SLUICE_PROVIDER_ENDPOINT_" + number, baseUrl.toString());
    }
}
