package dev.sluice.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.limit.Limits;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CatalogTest {

    private static final LocalDate RETIRED = LocalDate.of(2025, 11, 13);

    private final Model llama = model("a", "meta-llama/Llama-3.3-70B");
    private final Model sameElsewhere = model("b", "meta-llama/Llama-3.3-70B");
    private final Model old = retired(model("a", "Qwen/QwQ-32B"), Optional.of(llama.id()));
    private final Catalog catalog =
            new Catalog(
                    "v1",
                    List.of(provider("a", "a-free"), provider("b")),
                    List.of(llama, sameElsewhere, old),
                    Map.of("general", List.of(llama.ref(), sameElsewhere.ref())));

    @Test
    void findsRowsByProviderAndExactId() {
        assertThat(catalog.model("a", "meta-llama/Llama-3.3-70B")).contains(llama);
        assertThat(catalog.model("a-free", "meta-llama/Llama-3.3-70B")).contains(llama);
        assertThat(catalog.model("a", "meta-llama/llama-3.3-70b")).isEmpty();
        assertThat(catalog.model("c", "meta-llama/Llama-3.3-70B")).isEmpty();
    }

    @Test
    void findsEveryProvidersRowOfAnId() {
        assertThat(catalog.byId("meta-llama/Llama-3.3-70B")).containsExactly(llama, sameElsewhere);
        assertThat(catalog.byId("none")).isEmpty();
    }

    @Test
    void anAliasKeepsItsOrder() {
        assertThat(catalog.alias("general").orElseThrow()).containsExactly(llama, sameElsewhere);
        assertThat(catalog.alias("General")).isEmpty();
    }

    @Test
    void offersTheNearestNamesAndNoRetiredOnes() {
        assertThat(catalog.nearest("llama-3.3-70b", 1)).containsExactly(llama.id());
        assertThat(catalog.nearest("generl", 1)).containsExactly("general");
        assertThat(catalog.nearest("b/llama-3.3-70B", 1)).containsExactly("b/" + llama.id());
        assertThat(catalog.nearest("Qwen/QwQ-32B", 9)).doesNotContain(old.id());
        assertThat(catalog.nearest("x".repeat(1_000_000), 9)).isNotEmpty();
    }

    @Test
    void refusesANameTwice() {
        assertBroken(
                "a: meta-llama/Llama-3.3-70B: id is used twice",
                List.of(provider("a")),
                List.of(llama, llama),
                Map.of());
        assertBroken(
                "b: provider: type \"a\" is used twice",
                List.of(provider("a"), provider("b", "a")),
                List.of(),
                Map.of());
    }

    @Test
    void refusesASuccessorThatIsNotARow() {
        assertBroken(
                "a: Qwen/QwQ-32B: replacedBy \"meta-llama/Llama-3.3-70B\" is not another row",
                List.of(provider("a")),
                List.of(old),
                Map.of());
    }

    @Test
    void refusesAnAliasOfARetiredOrUnknownRow() {
        List<Provider> providers = List.of(provider("a"));
        List<Model> models = List.of(llama, old);
        assertBroken(
                "aliases: code: \"a/Qwen/QwQ-32B\" is retired",
                providers,
                models,
                Map.of("code", List.of(old.ref())));
        assertBroken(
                "aliases: code: \"a/none\" is not a row",
                providers,
                models,
                Map.of("code", List.of(new ModelRef("a", "none"))));
        assertBroken("aliases: code: names no model", providers, models, Map.of("code", List.of()));
    }

    @Test
    void isRetiredFromItsDayOn() {
        assertThat(old.retired(RETIRED.minusDays(1))).isFalse();
        assertThat(old.retired(RETIRED)).isTrue();
        assertThat(llama.retired(RETIRED)).isFalse();
    }

    @Test
    void nothingIsKnownOfAnUnlistedModel() {
        Model unlisted = Model.unlisted("openai-compatible", "my-model");

        assertThat(unlisted.priced()).isFalse();
        assertThat(unlisted.kind()).isEqualTo(ModelKind.CHAT);
        assertThat(unlisted.defaultOutputTokens()).isEqualTo(4096);
        assertThat(unlisted.ownLimits(1)).isEqualTo(Limits.NONE);
    }

    @Test
    void aTierWithoutLimitsOfItsOwnHasThoseOfTheNextLower() {
        TreeMap<Integer, Map<LimitGroup, Limits>> tiers = new TreeMap<>();
        tiers.put(1, Map.of(LimitGroup.CHAT, rpm(600)));
        tiers.put(3, Map.of(LimitGroup.CHAT, rpm(3000), LimitGroup.EMBEDDING, rpm(5000)));
        Provider tiered =
                new Provider(
                        "a",
                        "A",
                        List.of(),
                        Optional.empty(),
                        ProviderSpeech.OPENAI,
                        tiers,
                        false,
                        true);

        assertThat(tiered.limits(ModelKind.CHAT, 0)).isEqualTo(rpm(600));
        assertThat(tiered.limits(ModelKind.CHAT, 2)).isEqualTo(rpm(600));
        assertThat(tiered.limits(ModelKind.CHAT, Integer.MAX_VALUE)).isEqualTo(rpm(3000));
        assertThat(tiered.limits(ModelKind.EMBEDDING, 1)).isEqualTo(rpm(600));
        assertThat(tiered.limits(ModelKind.EMBEDDING, 5)).isEqualTo(rpm(5000));
        assertThat(provider("b").limits(ModelKind.CHAT, 1)).isEqualTo(Limits.NONE);
    }

    private static void assertBroken(
            String message,
            List<Provider> providers,
            List<Model> models,
            Map<String, List<ModelRef>> aliases) {
        assertThatThrownBy(() -> new Catalog("v1", providers, models, aliases))
                .isInstanceOf(CatalogException.class)
                .hasMessage(message);
    }

    private static Limits rpm(long rpm) {
        return Limits.perMinute(OptionalLong.of(rpm), OptionalLong.empty());
    }

    private static Provider provider(String name, String... typeAliases) {
        return new Provider(
                name,
                name,
                List.of(typeAliases),
                Optional.of(URI.create("https://" + name + ".example/v1")),
                ProviderSpeech.OPENAI,
                new TreeMap<>(),
                false,
                true);
    }

    private static Model model(String provider, String id) {
        return Model.unlisted(provider, id);
    }

    private static Model retired(Model model, Optional<String> replacedBy) {
        return new Model(
                new ModelRef(model.provider(), model.id()),
                new ModelTraits(
                        model.displayName(), model.kind(), model.category(), model.capabilities()),
                model.price(),
                new TokenBounds(model.contextTokens(), model.maxOutputTokens()),
                model.ownLimits(),
                new Retirement(Optional.of(RETIRED), replacedBy),
                new Provenance(model.source(), model.asOf()));
    }
}
