package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogException;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelRef;
import dev.sluice.core.catalog.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as people write it, in {@code src/main/catalog}: {@code <provider>.json}, one file a
 * provider type, and {@code aliases.json}, which also holds the version. Read by the build alone,
 * see {@link CatalogCompiler}.
 *
 * <p>The files are named here: their order is the catalog's. Any broken rule is a {@link
 * CatalogException} that names file, row and rule.
 */
final class CatalogFiles {

    private static final String ALIASES = "aliases";
    private static final String SUFFIX = ".json";

    static final List<String> PROVIDERS =
            List.of(
                    "together",
                    "atlascloud",
                    "openai",
                    "groq",
                    "openrouter",
                    "anthropic",
                    "deepinfra",
                    "fireworks",
                    "cerebras",
                    "mistral",
                    "gemini",
                    "deepseek",
                    "bedrock",
                    "xai",
                    "openai-compatible");

    private final Files files;
    private final List<Provider> providers = new ArrayList<>();
    private final List<Model> models = new ArrayList<>();

    /**
     * Where files come from: a directory, or a test's map. The stream is closed here; null means
     * there is no such file.
     */
    interface Files {
        @Nullable InputStream open(String fileName) throws IOException;
    }

    private CatalogFiles(Files files) {
        this.files = files;
    }

    static Catalog read(List<String> providers, Files files) {
        return new CatalogFiles(files).read(providers);
    }

    private Catalog read(List<String> names) {
        names.forEach(this::readProvider);
        Row file = readFile(ALIASES);
        file.note();
        String version = file.text("version");
        Map<String, List<ModelRef>> aliases = new LinkedHashMap<>();
        Row rows = file.object("aliases");
        for (String alias : rows.keys()) {
            aliases.put(alias, rows.texts(alias).stream().map(ref -> ref(alias, ref)).toList());
        }
        file.refuseUnknownFields();
        try {
            return new Catalog(version, providers, models, aliases);
        } catch (CatalogException broken) {
            // Core knows the provider, which is the file's name.
            throw new CatalogException(broken.file() + SUFFIX, broken.row(), broken.rule());
        }
    }

    private void readProvider(String name) {
        ProviderFile file = ProviderFile.read(readFile(name));
        if (!file.provider().name().equals(name)) {
            throw new CatalogException(name + SUFFIX, "provider", "must have the file's name");
        }
        providers.add(file.provider());
        models.addAll(file.models());
    }

    private Row readFile(String name) {
        String fileName = name + SUFFIX;
        try (InputStream in = files.open(fileName)) {
            if (in == null) {
                throw new CatalogException(fileName, "file", "is missing");
            }
            return new Row(fileName, "file", JsonTree.readObject(fileName, in));
        } catch (IOException unreadable) {
            throw new CatalogException(fileName, "file", "cannot be read: " + unreadable);
        }
    }

    private static ModelRef ref(String alias, String qualifiedName) {
        int slash = qualifiedName.indexOf('/');
        if (slash < 0) {
            throw new CatalogException(
                    ALIASES + SUFFIX, alias, "\"" + qualifiedName + "\" is not provider/id");
        }
        return new ModelRef(qualifiedName.substring(0, slash), qualifiedName.substring(slash + 1));
    }
}
