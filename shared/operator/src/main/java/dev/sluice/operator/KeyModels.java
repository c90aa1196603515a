package dev.sluice.operator;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is odd about the models that a key may use. The catalog is known here, the stage's slots and
 * its map of models are not: a name that only they know is good, so none is refused.
 */
final class KeyModels {
    private static final int MOST_MEANT = 3;
    private static final String OF_PROVIDER = "/*";

    private KeyModels() {}

    /** A line for each name that the catalog does not know. */
    static List<String> notes(Catalog catalog, List<String> names) {
        List<String> notes = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(OF_PROVIDER)) {
                String provider = name.substring(0, name.length() - OF_PROVIDER.length());
                if (named(catalog, provider).isEmpty()) {
                    notes.add(noProvider(catalog, name, provider));
                }
            } else if (!isKnown(catalog, name)) {
                notes.add(noModel(catalog, name));
            }
        }
        return notes;
    }

    private static boolean isKnown(Catalog catalog, String name) {
        if (name.equals("*") || catalog.alias(name).isPresent() || !catalog.byId(name).isEmpty()) {
            return true;
        }
        int end = prefixEnd(name);
        return end > 0
                && named(catalog, name.substring(0, end))
                        .filter(provider -> has(catalog, provider, name.substring(end + 1)))
                        .isPresent();
    }

    /** One whose models are not listed may have any. */
    private static boolean has(Catalog catalog, Provider provider, String id) {
        return !provider.listsModels() || catalog.model(provider.name(), id).isPresent();
    }

    private static int prefixEnd(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '/' || name.charAt(i) == ':') {
                return i;
            }
        }
        return -1;
    }

    /** By its name alone: a key's list knows no older ones. */
    private static Optional<Provider> named(Catalog catalog, String name) {
        return catalog.provider(name).filter(provider -> provider.name().equals(name));
    }

    private static String noModel(Catalog catalog, String name) {
        String star =
                name.contains("*") ? " A star stands alone, or behind a provider's name." : "";
        return "Note: the catalog has no model or alias \""
                + name
                + "\"."
                + star
                + " Did you mean "
                + String.join(", ", catalog.nearest(name, MOST_MEANT))
                + "? The key may use it only if a slot or SLUICE_MODEL_MAP of the stage names it.";
    }

    private static String noProvider(Catalog catalog, String name, String provider) {
        return "Note: \""
                + name
                + "\" allows nothing: there is no provider \""
                + provider
                + "\". There are "
                + String.join(", ", catalog.providers().stream().map(Provider::name).toList())
                + ".";
    }
}
