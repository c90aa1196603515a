package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelRef;
import dev.sluice.core.catalog.Provider;
import java.nio.BufferUnderflowException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A catalog as bytes: what a start reads in place of JSON. In the order of the records' components;
 * one and the same build writes and reads it, so it has no version of its own and enums are their
 * ordinals.
 */
final class CatalogImage {
    private CatalogImage() {}

    static byte[] of(Catalog catalog) {
        ImageWriter out = new ImageWriter();
        out.text(catalog.version());
        out.all(catalog.providers(), provider -> ProviderImage.write(provider, out));
        out.all(catalog.models(), model -> ModelImage.write(model, out));
        out.all(
                catalog.aliases().entrySet(),
                alias -> {
                    out.text(alias.getKey());
                    out.all(alias.getValue(), ref -> write(ref, out));
                });
        return out.bytes();
    }

    /** Throws an {@link IllegalArgumentException} where the bytes are not an image. */
    static Catalog read(byte[] image) {
        try {
            ImageReader in = new ImageReader(image);
            String version = in.text();
            Catalog catalog = new Catalog(version, providers(in), models(in), aliases(in));
            if (in.atEnd()) {
                return catalog;
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
            // told below
        }
        throw new IllegalArgumentException("not an image of a catalog, or not a whole one");
    }

    private static List<Provider> providers(ImageReader in) {
        List<Provider> providers = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            providers.add(ProviderImage.read(in));
        }
        return providers;
    }

    private static List<Model> models(ImageReader in) {
        List<Model> models = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            models.add(ModelImage.read(in));
        }
        return models;
    }

    private static Map<String, List<ModelRef>> aliases(ImageReader in) {
        Map<String, List<ModelRef>> aliases = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            aliases.put(in.text(), refs(in));
        }
        return aliases;
    }

    private static void write(ModelRef ref, ImageWriter out) {
        out.text(ref.provider());
        out.text(ref.id());
    }

    private static List<ModelRef> refs(ImageReader in) {
        List<ModelRef> refs = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            refs.add(new ModelRef(in.text(), in.text()));
        }
        return refs;
    }
}
