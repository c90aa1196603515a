package dev.sluice.wire.moderation;

import dev.sluice.wire.json.JsonOut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a guard model says of one text: {@code safe}, or {@code unsafe} and the hazards of MLCommons
 * that it sees, {@code S1} to {@code S14}. Whatever else it says is no verdict.
 *
 * @param flagged whether it is unsafe
 * @param categories OpenAI's names of what it is; may be empty where a hazard has none there
 */
record Verdict(boolean flagged, Set<String> categories) {
    /** OpenAI's, in its order. */
    private static final List<String> CATEGORIES =
            List.of(
                    "harassment",
                    "harassment/threatening",
                    "hate",
                    "hate/threatening",
                    "illicit",
                    "illicit/violent",
                    "self-harm",
                    "self-harm/intent",
                    "self-harm/instructions",
                    "sexual",
                    "sexual/minors",
                    "violence",
                    "violence/graphic");

    /** Advice, privacy, property and elections (S6, S7, S8, S13) have no name at OpenAI's. */
    private static final Map<String, List<String>> BY_HAZARD = new HashMap<>();

    static {
        BY_HAZARD.put("S1", List.of("violence"));
        BY_HAZARD.put("S2", List.of("illicit"));
        BY_HAZARD.put("S3", List.of("sexual"));
        BY_HAZARD.put("S4", List.of("sexual/minors"));
        BY_HAZARD.put("S5", List.of("harassment"));
        BY_HAZARD.put("S9", List.of("illicit", "illicit/violent"));
        BY_HAZARD.put("S10", List.of("hate"));
        BY_HAZARD.put("S11", List.of("self-harm"));
        BY_HAZARD.put("S12", List.of("sexual"));
        BY_HAZARD.put("S14", List.of("illicit"));
    }

    private static final Pattern SAFE = Pattern.compile("(?i)\\s*safe[.\\s]*");
    private static final Pattern UNSAFE =
            Pattern.compile("(?i)\\s*unsafe((?:[\\s,;:.]+S\\d{1,2})*)[.\\s]*");

    private static final Pattern HAZARD = Pattern.compile("(?i)S\\d{1,2}");

    Verdict {
        categories = Set.copyOf(categories);
    }

    /** Null where a text is no verdict: it must not count as safe. */
    static @Nullable Verdict of(String answer) {
        if (SAFE.matcher(answer).matches()) {
            return new Verdict(false, Set.of());
        }
        Matcher unsafe = UNSAFE.matcher(answer);
        if (!unsafe.matches()) {
            return null;
        }
        Set<String> categories = new HashSet<>();
        Matcher hazards = HAZARD.matcher(unsafe.group(1));
        while (hazards.find()) {
            String hazard = hazards.group().toUpperCase(Locale.ROOT);
            categories.addAll(BY_HAZARD.getOrDefault(hazard, List.of()));
        }
        return new Verdict(true, categories);
    }

    /** One of OpenAI's {@code results}; a guard gives no scores but yes and no. */
    void writeTo(JsonOut json) {
        json.item().raw("{\"flagged\":" + flagged);
        List<String> truths = new ArrayList<>();
        List<String> scores = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (String category : CATEGORIES) {
            boolean is = categories.contains(category);
            truths.add("\"" + category + "\":" + is);
            scores.add("\"" + category + "\":" + (is ? "1.0" : "0.0"));
            types.add("\"" + category + "\":[\"text\"]");
        }
        json.raw(",\"categories\":{" + String.join(",", truths));
        json.raw("},\"category_scores\":{" + String.join(",", scores));
        json.raw("},\"category_applied_input_types\":{" + String.join(",", types) + "}}");
    }
}
