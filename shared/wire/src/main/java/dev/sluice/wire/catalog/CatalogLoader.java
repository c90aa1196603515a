package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Loads the catalog that the build has put into the jar. */
public final class CatalogLoader {
    private static final String IMAGE = "catalog.image";

    private CatalogLoader() {}

    /** The catalog of this build, read anew on each call: call it once. */
    public static Catalog bundled() {
        try (InputStream in = CatalogLoader.class.getResourceAsStream(IMAGE)) {
            if (in == null) {
                throw new IllegalStateException(
                        IMAGE + " is missing: the catalog is made by the build, run it once");
            }
            return CatalogImage.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
