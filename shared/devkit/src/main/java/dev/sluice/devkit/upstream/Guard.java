package dev.sluice.devkit.upstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a guard model says of a text: {@code safe}, or {@code unsafe} and the hazards. */
final class Guard {
    private static final Map<String, String> HAZARDS = new LinkedHashMap<>();

    static {
        HAZARDS.put("kill", "S1");
        HAZARDS.put("steal", "S2");
        HAZARDS.put("minor", "S4");
        HAZARDS.put("bomb", "S9");
        HAZARDS.put("hate", "S10");
        HAZARDS.put("suicide", "S11");
        HAZARDS.put("sex", "S12");
    }

    private Guard() {}

    static String verdict(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> seen = new ArrayList<>();
        HAZARDS.forEach(
                (word, hazard) -> {
                    if (lower.contains(word)) {
                        seen.add(hazard);
                    }
                });
        return seen.isEmpty() ? "safe" : "unsafe\n" + String.join(",", seen);
    }
}
