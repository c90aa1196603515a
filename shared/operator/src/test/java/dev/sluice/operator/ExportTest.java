package dev.sluice.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
    @TempDir private Path folder;

    @Test
    void theCatalogIsWrittenWhereItIsWanted() {
        Path prices = folder.resolve("pricing.ts");
        assertThat(Export.run("pricing-ts", prices.toString())).isZero();
        assertThat(prices).content().contains("export ", "make pricing-ts");
        Path catalog = folder.resolve("PROVIDER_CATALOG.json");
        assertThat(Export.run("provider-catalog", catalog.toString())).isZero();
        assertThat(catalog).content().startsWith("{").contains("together");
    }

    @Test
    void whatCannotBeDoneLeavesNothing() {
        Path out = folder.resolve("out");
        assertThat(Export.run("pricing-ts", "")).isEqualTo(2);
        assertThat(Export.run("pricing-ts")).isEqualTo(2);
        assertThat(Export.run("everything", out.toString())).isEqualTo(1);
        assertThat(out).doesNotExist();
        assertThat(Export.run("pricing-ts", folder.resolve("no/such").toString())).isEqualTo(1);
    }
}
