package dev.sluice.core.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
        Map<String, Integer> distances = new LinkedHashMap<>();
        aliases.forEach(alias -> distances.put(alias, distanceTo(alias)));
        for (Model model : models) {
            if (model.deprecatedOn().isEmpty()) {
                distances.merge(nameToOffer(model), distanceTo(model), Math::min);
            }
        }
        List<Map.Entry<String, Integer>> ranked = new ArrayList<>(distances.entrySet());
        ranked.sort(Map.Entry.comparingByValue(Comparator.naturalOrder()));
        return ranked.stream().limit(most).map(Map.Entry::getKey).toList();
    }

    /** Who asked for a provider's model is offered that provider's. */
    private String nameToOffer(Model model) {
        boolean providerAsked =
                asked.startsWith(folded(model.provider()) + "/")
                        || asked.startsWith(folded(model.provider()) + ":");
        return providerAsked ? model.ref().toString() : model.id();
    }

    /**
     * People leave the maker's prefix out, so the part after the last slash counts too, at a small
     * handicap.
     */
    private int distanceTo(Model model) {
        int toId = distanceTo(model.id());
        int toShortName = distanceTo(model.id().substring(model.id().lastIndexOf('/') + 1)) + 1;
        int toQualifiedName = distanceTo(model.ref().toString());
        return Math.min(toQualifiedName, Math.min(toId, toShortName));
    }

    /** Levenshtein's distance, kept in one row of the table. */
    private int distanceTo(String candidate) {
        String name = folded(candidate);
        int[] row = new int[name.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= asked.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (asked.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[name.length()];
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
