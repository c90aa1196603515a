package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Wanted;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private static final Slot SLOT = Samples.slot(3, "together");
    private static final Candidate CANDIDATE = new Candidate(SLOT, Samples.TOGETHER, Samples.LLAMA);

    @Test
    void aSlotHasTheLimitsOfItsTier() {
        assertThat(Scopes.of(new Candidate(SLOT, Samples.TOGETHER, Samples.LLAMA), Samples.ANN))
                .containsExactly(scope("slot#3", 600, 180_000, Samples.LLAMA.id()));
    }

    @Test
    void aSlotsOwnNumbersOverrideItsTier() {
        Slot limited = Samples.limited(SLOT, 5, 1_000);
        assertThat(Scopes.of(new Candidate(limited, Samples.TOGETHER, Samples.LLAMA), Samples.ANN))
                .containsExactly(scope("slot#3", 5, 1_000, Samples.LLAMA.id()));
    }

    @Test
    void aModelWithLimitsOfItsOwnIsCountedApartAsWell() {
        assertThat(Scopes.of(new Candidate(SLOT, Samples.TOGETHER, Samples.R1), Samples.ANN))
                .containsExactly(
                        scope("slot#3", 600, 180_000, Samples.R1.id()),
                        scope("slot#3#model#deepseek/r1", 3, 30_000));
    }

    @Test
    void aCallerWithLimitsIsCountedAsWell() {
        var caller = Samples.caller(List.of(), OptionalLong.of(7), OptionalLong.empty());
        Scope scope =
                Scopes.of(new Candidate(SLOT, Samples.TOGETHER, Samples.LLAMA), caller).getLast();
        assertThat(scope.id()).isEqualTo("caller#ann");
        assertThat(scope.ofCaller()).isTrue();
        assertThat(scope.limits()).containsExactly(Limit.perMinute(Measure.REQUESTS, 7));
    }

    @Test
    void aProviderWithoutLimitsStillHasAScopeToCoolDown() {
        Model any = Model.unlisted("openai", "gpt-x");
        assertThat(
                        Scopes.of(
                                new Candidate(Samples.slot(4, "openai"), Samples.OPENAI, any),
                                Samples.ANN))
                .containsExactly(new Scope("slot#4", List.of(), "gpt-x"));
    }

    @Test
    void reservesThePromptAndWhatTheClientAllowsEachChoice() {
        assertThat(costs(Samples.call(100, OptionalLong.of(400), 1)).of(Measure.TOKENS))
                .isEqualTo(500);
        assertThat(costs(Samples.call(100, OptionalLong.of(400), 3)).of(Measure.TOKENS))
                .isEqualTo(1_300);
        assertThat(costs(Samples.call(100, OptionalLong.of(400), 3)).of(Measure.REQUESTS))
                .isEqualTo(1);
    }

    @Test
    void reservesWhatTheAnswerIsWantedToBeBesideTokensAsTheModelCountsIt() {
        Wanted wanted =
                model ->
                        Measures.of(Measure.IMAGES, 3)
                                .with(Measure.PIXELS, 1_000L * model.id().length());
        Ask ask = Ask.ofWanted("general", ModelKind.IMAGE, false, wanted);

        Measures costs = costs(new Call("0190-id", Samples.ANN, ask));

        assertThat(costs.of(Measure.IMAGES)).isEqualTo(3);
        assertThat(costs.of(Measure.PIXELS)).isEqualTo(1_000L * Samples.LLAMA.id().length());
        assertThat(costs.of(Measure.TOKENS)).isZero();
    }

    @Test
    void aSenselessWishIsAboveEveryLimitAndBreaksNoSum() {
        Ask ask =
                Ask.ofWanted(
                        "general",
                        ModelKind.IMAGE,
                        false,
                        model -> Measures.of(Measure.IMAGES, Measures.LARGEST));

        assertThat(costs(new Call("0190-id", Samples.ANN, ask)).of(Measure.IMAGES))
                .isEqualTo(Measures.MOST_COUNTED);
    }

    @Test
    void reservesTheModelsDefaultWhereTheClientDoesNotSay() {
        assertThat(costs(Samples.call(100, OptionalLong.empty(), 1)).of(Measure.TOKENS))
                .isEqualTo(4_196);
        assertThat(costs(Samples.call(100, OptionalLong.empty(), 2)).of(Measure.TOKENS))
                .isEqualTo(8_292);
    }

    @Test
    void aDefaultIsAtMostAQuarterOfTheSmallestBurst() {
        Call silent = Samples.call(100, OptionalLong.empty(), 1);
        List<Scope> scopes = List.of(scope("slot#3", 600, 180_000), scope("caller#ann", 9, 1_000));
        assertThat(Scopes.costs(silent, CANDIDATE, scopes).of(Measure.TOKENS)).isEqualTo(350);
        assertThat(Scopes.costs(silent, CANDIDATE, List.of(scope("s", 1, 1))).of(Measure.TOKENS))
                .isEqualTo(101);
    }

    @Test
    void whatTheClientSaysIsNotCutToTheBurst() {
        Call call = Samples.call(100, OptionalLong.of(5_000), 1);
        assertThat(Scopes.costs(call, CANDIDATE, List.of(scope("s", 1, 1_000))).of(Measure.TOKENS))
                .isEqualTo(5_100);
    }

    @Test
    void anAbsurdNumberIsLargeAndDoesNotOverflow() {
        assertThat(costs(Samples.call(100, OptionalLong.of(Long.MAX_VALUE), 1)).of(Measure.TOKENS))
                .isEqualTo(Measures.MOST_COUNTED);
        assertThat(costs(Samples.call(Long.MAX_VALUE, OptionalLong.of(1), 1)).of(Measure.TOKENS))
                .isEqualTo(Measures.MOST_COUNTED);
        assertThat(
                        costs(Samples.call(0, OptionalLong.of(Long.MAX_VALUE), Integer.MAX_VALUE))
                                .of(Measure.TOKENS))
                .isGreaterThan(Measures.MOST_COUNTED / 2);
    }

    @Test
    void theMoneyIsReckonedByTheCandidatesOwnPrice() {
        Call call = Samples.call(1_000_000, OptionalLong.of(1_000_000), 1);
        Candidate dear = new Candidate(SLOT, Samples.TOGETHER, Samples.R1);
        for (Candidate candidate : List.of(CANDIDATE, dear)) {
            Price.Tokens price = (Price.Tokens) candidate.model().price().orElseThrow();
            assertThat(Scopes.costs(call, candidate, List.of()).of(Measure.NANO_USD))
                    .isEqualTo(price.inputNanoUsdPerMillion() + price.outputNanoUsdPerMillion());
        }
    }

    @Test
    void whatHasNoKnownPriceIsAboveEveryBudget() {
        Candidate unlisted =
                new Candidate(SLOT, Samples.TOGETHER, Model.unlisted("together", "new"));
        Call call = Samples.call(1, OptionalLong.of(1), 1);
        assertThat(Scopes.costs(call, unlisted, List.of()).of(Measure.NANO_USD))
                .isGreaterThan(Limit.MOST_NANO_USD);
    }

    private static Measures costs(Call call) {
        return Scopes.costs(call, CANDIDATE, List.of(scope("slot#3", 600, 180_000)));
    }

    private static Scope scope(String id, long rpm, long tpm) {
        return scope(id, rpm, tpm, Scope.WHOLE);
    }

    private static Scope scope(String id, long rpm, long tpm, String model) {
        return new Scope(
                id,
                List.of(
                        Limit.perMinute(Measure.REQUESTS, rpm),
                        Limit.perMinute(Measure.TOKENS, tpm)),
                model);
    }
}
