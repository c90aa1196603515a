package dev.sluice.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.call.Caller;
import java.util.List;
import org.junit.jupiter.api.Test;

class OffersTest {
    private static final Slots SLOTS =
            new Slots() {
                @Override
                public List<Slot> current() {
                    return List.of(Samples.slot(3, "together"), Samples.slot(9, "atlas"));
                }

                @Override
                public List<Slot> reread() {
                    return current();
                }
            };

    private static List<String> names(ModelMap map, String... allowed) {
        Caller caller = new Caller("ann", List.of(allowed), List.of());
        return new Offers(Samples.CATALOG, map, SLOTS)
                .all(caller).stream().map(Offer::name).toList();
    }

    @Test
    void aKeySeesTheNamesThatItMayAskWith() {
        assertThat(names(ModelMap.NONE, "general"))
                .as("an alias, where it is all that the key has")
                .containsExactly("general");
        assertThat(names(ModelMap.NONE, "general", "meta/llama-70b"))
                .contains("general", "meta/llama-70b");
        assertThat(names(ModelMap.of(List.of("gpt-4=general")), "gpt-4")).containsExactly("gpt-4");
        assertThat(names(ModelMap.NONE, "nobody's")).isEmpty();
    }

    @Test
    void whoMayAskForEverythingSeesModelsAlone() {
        assertThat(names(ModelMap.NONE)).contains("meta/llama-70b").doesNotContain("general");
        assertThat(names(ModelMap.NONE, "*")).isEqualTo(names(ModelMap.NONE));
    }
}
