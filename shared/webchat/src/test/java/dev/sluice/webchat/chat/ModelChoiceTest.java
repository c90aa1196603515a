package dev.sluice.webchat.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Secret;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.AllowedNames;
import dev.sluice.core.resolve.ModelMap;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import dev.sluice.webchat.own.Optimization;
import dev.sluice.wire.catalog.CatalogLoader;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelChoiceTest {
    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);

    @Test
    void theAliasOfTheOptimizationLeads() {
        assertThat(first("cheap")).isEqualTo(alias("budget"));
        assertThat(first("balanced")).isEqualTo(alias("general"));
        assertThat(first("")).isEqualTo(alias("general"));
        assertThat(first("powerful")).isEqualTo(alias("large"));
        assertThat(first("fastest")).isEqualTo(alias("free"));
    }

    @Test
    void everyChoiceLivesIsPricedAndChats() {
        for (String optimization : List.of("cheap", "balanced", "powerful", "fastest")) {
            assertThat(names(need(optimization, 500, false)))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(4)
                    .allSatisfy(
                            name -> {
                                Model model = model(name);
                                assertThat(model.kind()).isEqualTo(ModelKind.CHAT);
                                assertThat(model.priced()).isTrue();
                                assertThat(model.retired(TODAY)).isFalse();
                            });
        }
    }

    @Test
    void picturesGoToModelsThatSee() {
        assertThat(names(need("cheap", 500, true)))
                .isNotEmpty()
                .allMatch(name -> model(name).capabilities().contains(Capability.VISION));
    }

    @Test
    void aLongConversationGoesToModelsThatHoldIt() {
        assertThat(names(need("cheap", 150_000, false)))
                .isNotEmpty()
                .allMatch(name -> model(name).contextTokens().orElse(0) > 150_000);
        assertThat(names(need("cheap", 50_000_000, false))).as("what comes nearest").hasSize(1);
    }

    @Test
    void aSlotWithAModelServesThatOne() {
        Slot fixed = slot("openai-compatible", Optional.of("mine"), 100);
        assertThat(names(List.of(fixed), need("cheap", 500, false)))
                .containsExactly("openai-compatible/mine");
    }

    @Test
    void aProviderThatTheCatalogDoesNotListHasAUsualModel() {
        assertThat(
                        names(
                                List.of(slot("groq", Optional.empty(), 100)),
                                need("balanced", 500, false)))
                .containsExactly("groq/llama-3.3-70b-versatile");
        assertThat(
                        names(
                                List.of(slot("openai", Optional.empty(), 100)),
                                need("powerful", 500, false)))
                .containsExactly("openai/gpt-4o");
    }

    @Test
    void slotsOfHigherPriorityComeFirst() {
        assertThat(
                        names(
                                List.of(
                                        slot("together", Optional.empty(), 100),
                                        slot("groq", Optional.empty(), 1)),
                                need("cheap", 500, false)))
                .startsWith("groq/llama-3.3-70b-versatile");
    }

    @Test
    void aCallerGetsOnlyWhatItMayUse() {
        Caller caller = new Caller("ann", List.of("together/openai/gpt-oss-20b"), List.of());
        assertThat(
                        choice().names(
                                        List.of(slot("together", Optional.empty(), 100)),
                                        caller,
                                        need("powerful", 500, false)))
                .containsExactly("together/openai/gpt-oss-20b");
    }

    @Test
    void aKeysAliasIsWhatItsModelsAreAskedForBy() {
        List<Slot> slots = List.of(slot("together", Optional.empty(), 100));
        Caller caller = new Caller("ann", List.of("general"), List.of());
        assertThat(choice().names(slots, caller, need("cheap", 500, false)))
                .containsExactly("general");
        Caller mapped = new Caller("ann", List.of("gpt-4"), List.of());
        ModelMap map = ModelMap.of(List.of("gpt-4=openai/gpt-oss-20b"));
        assertThat(
                        new ModelChoice(CATALOG, new AllowedNames(CATALOG, map))
                                .names(slots, mapped, need("cheap", 500, false)))
                .containsExactly("gpt-4");
        assertThat(choice().names(slots, mapped, need("cheap", 500, false))).isEmpty();
    }

    /** However many a slot that is asked first names: the gateway would refuse them all. */
    @Test
    void whatACreditRefusesIsNotNamedWhereAnotherServes() {
        Slot openai =
                new Slot(
                        1,
                        new Access("openai", new Secret("k"), Optional.empty()),
                        new NamedModels(Optional.empty(), List.of("a", "b", "c", "d")),
                        Allotment.USUAL,
                        1);
        List<Slot> slots = List.of(openai, slot("together", Optional.empty(), 100));
        for (String optimization : List.of("cheap", "balanced", "powerful", "fastest")) {
            ModelChoice.Need need = need(optimization, 500, false);
            assertThat(choice().names(slots, onCredit(Unpriced.OF_NAMED_SERVERS), need))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("together/"));
            assertThat(choice().names(slots, onCredit(Unpriced.ALL), need)).contains("openai/a");
        }
    }

    @Test
    void whereNothingElseServesWhatACreditRefusesIsNamedSoThatItIsTold() {
        List<Slot> slots = List.of(slot("openai", Optional.empty(), 100));
        assertThat(
                        choice().names(
                                        slots,
                                        onCredit(Unpriced.OF_NAMED_SERVERS),
                                        need("powerful", 500, false)))
                .containsExactly("openai/gpt-4o");
    }

    @Test
    void aNamedServersModelsAreNamedOnAnyCredit() {
        Slot mine = slot("openai-compatible", Optional.of("mine"), 1);
        List<Slot> slots = List.of(mine, slot("together", Optional.empty(), 100));
        assertThat(
                        choice().names(
                                        slots,
                                        onCredit(Unpriced.OF_NAMED_SERVERS),
                                        need("cheap", 500, false)))
                .startsWith("openai-compatible/mine");
    }

    private static Caller onCredit(Unpriced unpriced) {
        Limit credit = new Limit(Measure.NANO_USD, 1_000_000_000, Calendar.EVER);
        return new Caller("ann@example.com", List.of(), List.of(credit), unpriced);
    }

    private static ModelChoice choice() {
        return new ModelChoice(CATALOG, new AllowedNames(CATALOG, ModelMap.NONE));
    }

    private static String first(String optimization) {
        return names(need(optimization, 500, false)).getFirst();
    }

    private static String alias(String name) {
        return CATALOG.alias(name).orElseThrow().getFirst().ref().toString();
    }

    private static Model model(String name) {
        int slash = name.indexOf('/');
        return CATALOG.model(name.substring(0, slash), name.substring(slash + 1)).orElseThrow();
    }

    private static List<String> names(ModelChoice.Need need) {
        return names(
                List.of(
                        slot("together", Optional.empty(), 100),
                        slot("atlascloud", Optional.empty(), 100)),
                need);
    }

    private static List<String> names(List<Slot> slots, ModelChoice.Need need) {
        Caller ann = new Caller("ann", List.of(), List.of());
        return choice().names(slots, ann, need);
    }

    private static ModelChoice.Need need(String optimization, long inputTokens, boolean vision) {
        return new ModelChoice.Need(Optimization.of(optimization), inputTokens, vision, TODAY);
    }

    private static Slot slot(String provider, Optional<String> model, int priority) {
        return new Slot(
                0,
                new Access(provider, new Secret("k"), Optional.empty()),
                new NamedModels(model, List.of()),
                Allotment.USUAL,
                priority);
    }
}
