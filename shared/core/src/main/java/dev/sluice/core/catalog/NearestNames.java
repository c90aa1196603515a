package dev.sluice.core.catalog;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Ranks catalog names by how many letters must change to get from what a caller wrote to them.
 * Letter case does not count.
 */
final class NearestNames {

    /** Longer input is cut: the caller chooses its length, and the work grows with it. */
    private static final int LONGEST_NAME = 200;

    private final String asked;

    NearestNames(String asked) {
        this.asked = folded(asked.substring(0, Math.min(asked.length(), LONGEST_NAME)));
    }

    List<String> among(Collection<String> aliases, Collection<Model> models, int most) {
        Map<String, Integer> distances = new HashMap<>();
        aliases.forEach(alias -> distances.put(alias, distance(asked, alias)));
        for (Model model : models) {
            if (model.deprecatedOn().isEmpty()) {
                rate(model, distances);
            }
        }
        return distances.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void rate(Model model, Map<String, Integer> distances) {
        String prefix = folded(model.provider());
        if (asked.startsWith(prefix + "/") || asked.startsWith(prefix + ":")) {
            // Who asks for a provider's model is offered that provider's.
            int toId = distance(asked.substring(prefix.length() + 1), model.id());
            distances.merge(model.ref().toString(), toId, Math::min);
        } else {
            distances.merge(model.id(), distance(asked, model.id()), Math::min);
        }
    }

    /**
     * People leave the maker's prefix out, so the part after the last slash counts too, at a small
     * handicap.
     */
    private static int distance(String asked, String name) {
        String shortName = name.substring(name.lastIndexOf('/') + 1);
        return Math.min(
                levenshtein(asked, folded(name)), levenshtein(asked, folded(shortName)) + 1);
    }

    /** The edit distance, kept in one row of the table. */
    private static int levenshtein(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
