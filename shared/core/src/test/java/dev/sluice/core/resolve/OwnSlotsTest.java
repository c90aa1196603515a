package dev.sluice.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.Samples;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Secret;
import dev.sluice.core.call.Source;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Accounts that a caller brings along. */
class OwnSlotsTest {
    private static final Slot OURS = Samples.slot(3, "together");
    private static final Slot OWN = own("openai", "my-model");

    @Test
    void theyComeBeforeOursWhateverTheOrderOfNames() throws Rejected {
        List<Candidate> candidates =
                resolve()
                        .candidates(
                                call("meta/llama-70b", "my-model"), Accounts.first(List.of(OWN)));
        assertThat(candidates)
                .extracting(candidate -> candidate.slot().source())
                .containsExactly(Source.USER, Source.SERVER);
        assertThat(candidates.getFirst().model().id()).isEqualTo("my-model");
    }

    @Test
    void whoMayNotUseOursIsServedByItsOwnAlone() throws Rejected {
        assertThat(
                        resolve()
                                .candidates(
                                        call("meta/llama-70b", "my-model"),
                                        Accounts.only(List.of(OWN))))
                .extracting(Candidate::slot)
                .containsExactly(OWN);
        Rejected rejected =
                catchThrowableOfType(
                        Rejected.class,
                        () ->
                                resolve()
                                        .candidates(
                                                call("meta/llama-70b"), Accounts.only(List.of())));
        assertThat(rejected.rejection()).isInstanceOf(Rejection.ModelNotFound.class);
    }

    @Test
    void theyAreNeverReadAgainFromOurSettings() throws Rejected {
        Candidate own =
                resolve().candidates(call("my-model"), Accounts.first(List.of(OWN))).getFirst();
        assertThat(resolve().reread(own)).isEmpty();
    }

    @Test
    void theyTakeNoScopeOfOurs() throws Rejected {
        Candidate own =
                resolve().candidates(call("my-model"), Accounts.first(List.of(OWN))).getFirst();
        assertThat(Scopes.of(own, Samples.ANN)).isEmpty();
        Caller limited =
                new Caller("ann", List.of(), List.of(Limit.perMinute(Measure.REQUESTS, 5)));
        assertThat(Scopes.of(own, limited)).hasSize(1).allMatch(scope -> scope.ofCaller());
    }

    private static Resolve resolve() {
        return new Resolve(Samples.CATALOG, new Fixed(List.of(OURS)), 0);
    }

    private record Fixed(List<Slot> current) implements Slots {
        @Override
        public List<Slot> reread() {
            return current;
        }
    }

    private static Call call(String... models) {
        return new Call(
                "r1",
                Samples.ANN,
                new Ask(List.of(models), ModelKind.CHAT, true, 10, OptionalLong.empty(), 1));
    }

    private static Slot own(String provider, String model) {
        return new Slot(
                3,
                Source.USER,
                new Access(
                        provider,
                        new Secret("of-the-user"),
                        Optional.of(URI.create("https://llm.example/v1"))),
                new NamedModels(Optional.of(model), List.of()),
                Allotment.USUAL,
                100);
    }
}
