package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A step of the build: checks the catalog's files and writes their image, {@link CatalogImage},
 * into the jar, so that no start parses JSON or checks again what cannot have changed. A broken row
 * breaks the build, with file, row and rule.
 */
public final class CatalogCompiler {
    private CatalogCompiler() {}

    /**
     * @param args the directory of the files, the file to write
     */
    public static void main(String[] args) throws IOException {
        Path image = Path.of(args[1]);
        Files.createDirectories(image.toAbsolutePath().getParent());
        Files.write(image, CatalogImage.of(read(Path.of(args[0]))));
    }

    static Catalog read(Path directory) {
        return CatalogFiles.read(
                CatalogFiles.PROVIDERS,
                fileName -> {
                    Path file = directory.resolve(fileName);
                    return Files.exists(file) ? Files.newInputStream(file) : null;
                });
    }
}
