package dev.sluice.wire.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.core.catalog.Catalog;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CatalogImageTest {
    private static final Catalog FILES = CatalogCompiler.read(Path.of("src/main/catalog"));

    @Test
    void theJarsCatalogIsThatOfTheFiles() {
        assertSame(CatalogLoader.bundled(), FILES);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        assertSame(CatalogImage.read(CatalogImage.of(FILES)), FILES);
    }

    @Test
    void aCutOrLongerImageIsRefused() {
        byte[] image = CatalogImage.of(FILES);

        for (int bytes : new int[] {0, 1, 7, image.length / 2, image.length - 1}) {
            assertRefused(Arrays.copyOf(image, bytes));
        }
        assertRefused(Arrays.copyOf(image, image.length + 1));
    }

    private static void assertRefused(byte[] image) {
        assertThatIllegalArgumentException()
                .as("%d bytes", image.length)
                .isThrownBy(() -> CatalogImage.read(image));
    }

    private static void assertSame(Catalog catalog, Catalog expected) {
        assertThat(catalog.version()).isEqualTo(expected.version());
        assertThat(catalog.providers()).containsExactlyElementsOf(expected.providers());
        assertThat(catalog.models()).hasSizeGreaterThan(100);
        assertThat(catalog.models()).containsExactlyElementsOf(expected.models());
        assertThat(catalog.aliases()).isEqualTo(expected.aliases());
        assertThat(catalog.aliases().keySet())
                .containsExactlyElementsOf(expected.aliases().keySet());
    }
}
