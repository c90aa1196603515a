package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.call.Call;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Slot;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private static final Slot SLOT = Samples.slot(3, "together");

    @Test
    void aSlotHasTheLimitsOfItsTier() {
        assertThat(Scopes.of(new Candidate(SLOT, Samples.TOGETHER, Samples.LLAMA), Samples.ANN))
                .containsExactly(scope("slot#3", 600, 180_000));
    }

    @Test
    void aSlotsOwnNumbersOverrideItsTier() {
        Slot limited = Samples.limited(SLOT, 5, 1_000);
        assertThat(Scopes.of(new Candidate(limited, Samples.TOGETHER, Samples.LLAMA), Samples.ANN))
                .containsExactly(scope("slot#3", 5, 1_000));
    }

    @Test
    void aModelWithLimitsOfItsOwnIsCountedApartAsWell() {
        assertThat(Scopes.of(new Candidate(SLOT, Samples.TOGETHER, Samples.R1), Samples.ANN))
                .containsExactly(
                        scope("slot#3", 600, 180_000),
                        scope("slot#3#model#deepseek/r1", 3, 30_000));
    }

    @Test
    void aCallerWithLimitsIsCountedAsWell() {
        var caller = Samples.caller(List.of(), OptionalLong.of(7), OptionalLong.empty());
        Scope scope =
                Scopes.of(new Candidate(SLOT, Samples.TOGETHER, Samples.LLAMA), caller).getLast();
        assertThat(scope.id()).isEqualTo("caller#ann");
        assertThat(scope.ofCaller()).isTrue();
        assertThat(scope.limits()).containsExactly(Limit.perMinute(Dimension.REQUESTS, 7));
    }

    @Test
    void aProviderWithoutLimitsStillHasAScopeToCoolDown() {
        Model any = Model.unlisted("openai", "gpt-x");
        assertThat(
                        Scopes.of(
                                new Candidate(Samples.slot(4, "openai"), Samples.OPENAI, any),
                                Samples.ANN))
                .containsExactly(new Scope("slot#4", List.of()));
    }

    @Test
    void reservesThePromptAndWhatTheClientAllowsEachChoice() {
        assertThat(costs(Samples.call(100, OptionalLong.of(400), 1)).tokens()).isEqualTo(500);
        assertThat(costs(Samples.call(100, OptionalLong.of(400), 3)).tokens()).isEqualTo(1_300);
        assertThat(costs(Samples.call(100, OptionalLong.of(400), 3)).requests()).isEqualTo(1);
    }

    @Test
    void reservesTheModelsDefaultWhereTheClientDoesNotSay() {
        assertThat(costs(Samples.call(100, OptionalLong.empty(), 1)).tokens()).isEqualTo(4_196);
        assertThat(costs(Samples.call(100, OptionalLong.empty(), 2)).tokens()).isEqualTo(8_292);
    }

    @Test
    void aDefaultIsAtMostAQuarterOfTheSmallestBurst() {
        Call silent = Samples.call(100, OptionalLong.empty(), 1);
        List<Scope> scopes = List.of(scope("slot#3", 600, 180_000), scope("caller#ann", 9, 1_000));
        assertThat(Scopes.costs(silent, Samples.LLAMA, scopes).tokens()).isEqualTo(350);
        assertThat(Scopes.costs(silent, Samples.LLAMA, List.of(scope("s", 1, 1))).tokens())
                .isEqualTo(101);
    }

    @Test
    void whatTheClientSaysIsNotCutToTheBurst() {
        Call call = Samples.call(100, OptionalLong.of(5_000), 1);
        assertThat(Scopes.costs(call, Samples.LLAMA, List.of(scope("s", 1, 1_000))).tokens())
                .isEqualTo(5_100);
    }

    @Test
    void anAbsurdNumberIsLargeAndDoesNotOverflow() {
        assertThat(costs(Samples.call(100, OptionalLong.of(Long.MAX_VALUE), 1)).tokens())
                .isEqualTo(Costs.MOST_TOKENS);
        assertThat(costs(Samples.call(Long.MAX_VALUE, OptionalLong.of(1), 1)).tokens())
                .isEqualTo(Costs.MOST_TOKENS);
        assertThat(
                        costs(Samples.call(0, OptionalLong.of(Long.MAX_VALUE), Integer.MAX_VALUE))
                                .tokens())
                .isGreaterThan(Costs.MOST_TOKENS / 2);
    }

    private static Costs costs(Call call) {
        return Scopes.costs(call, Samples.LLAMA, List.of(scope("slot#3", 600, 180_000)));
    }

    private static Scope scope(String id, long rpm, long tpm) {
        return new Scope(
                id,
                List.of(
                        Limit.perMinute(Dimension.REQUESTS, rpm),
                        Limit.perMinute(Dimension.TOKENS, tpm)));
    }
}
