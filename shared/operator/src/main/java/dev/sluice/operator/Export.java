package dev.sluice.operator;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.webchat.listing.PricingTs;
import dev.sluice.webchat.listing.ProviderCatalogJson;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * {@code make pricing-ts} and {@code make provider-catalog}: the catalog as the web frontend's
 * people want it, into a file.
 */
public final class Export {
    private Export() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(String... args) {
        if (args.length != 2 || args[1].isBlank()) {
            System.err.println("OUT must name the file to write, for example OUT=pricing.ts");
            return 2;
        }
        try {
            Path out = Path.of(args[1]);
            Files.write(out, content(args[0], CatalogLoader.bundled()));
            System.out.println("Wrote " + out + ".");
            return 0;
        } catch (NoSuchFileException e) {
            System.err.println("Nothing was written: there is no directory for " + e.getFile());
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Nothing was written: " + e);
            return 1;
        }
    }

    private static byte[] content(String what, Catalog catalog) {
        return switch (what) {
            case "pricing-ts" -> PricingTs.of(catalog).getBytes(StandardCharsets.UTF_8);
            case "provider-catalog" -> ProviderCatalogJson.of(catalog);
            default -> throw new IllegalArgumentException("unknown export: " + what);
        };
    }
}
