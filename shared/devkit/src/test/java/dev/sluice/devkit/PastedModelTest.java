package dev.sluice.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.settings.EnvSlots;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.resolve.ModelMap;
import dev.sluice.core.resolve.Offers;
import dev.sluice.wire.catalog.CatalogLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whichever provider a newcomer has a key of, the line that is printed works. */
final class PastedModelTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final Caller ANYBODY = new Caller("ann", List.of(), List.of());

    @Test
    void isServedOfEveryTypeOrIsToBeNamed() throws Rejected {
        for (Provider provider : CATALOG.providers()) {
            EnvSlots slots = slots(provider.name(), Map.of());
            PastedModel pasted = PastedModel.of(offers(slots), slots);
            assertThat(pasted.isToBeNamed()).as(provider.name()).isEqualTo(!provider.listsModels());
            if (pasted.isToBeNamed()) {
                assertThat(pasted.name()).isEqualTo(provider.name() + "/MODEL");
            } else {
                assertThat(offers(slots).one(ANYBODY, pasted.name()).model().kind())
                        .isEqualTo(ModelKind.CHAT);
            }
        }
    }

    @Test
    void isGeneralWhereThatIsServed() {
        for (String type : List.of("together", "atlascloud")) {
            EnvSlots slots = slots(type, Map.of());
            assertThat(PastedModel.of(offers(slots), slots))
                    .isEqualTo(new PastedModel("general", false));
        }
    }

    @Test
    void isTheSlotsOwnWhereItNamesOne() {
        EnvSlots slots = slots("openai", Map.of("SLUICE_PROVIDER_MODEL_0", "gpt-4o"));
        assertThat(PastedModel.of(offers(slots), slots))
                .isEqualTo(new PastedModel("gpt-4o", false));
    }

    private static Offers offers(EnvSlots slots) {
        return new Offers(CATALOG, ModelMap.NONE, slots);
    }

    private static EnvSlots slots(String type, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("SLUICE_PROVIDER_TYPE_0", type);
        settings.put("SLUICE_PROVIDER_KEY_0", "none");
        settings.put("SLUICE_PROVIDER_ENDPOINT_0", "https://provider.example/v1");
        return new EnvSlots(SlotSettings.ofEnvironment(settings, CATALOG).orThrow());
    }
}
