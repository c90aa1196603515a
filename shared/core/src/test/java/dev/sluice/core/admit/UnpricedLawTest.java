package dev.sluice.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Samples;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Secret;
import dev.sluice.core.call.Source;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Whatever bounds the operator's money refuses what it could not count: a credit serves a service's
 * models without a price where the operator says so, and a named server's; a budget none.
 */
final class UnpricedLawTest {
    private static final Provider NAMED_SERVER =
            new Provider(
                    "openai-compatible",
                    "OpenAI compatible",
                    List.of(),
                    Optional.empty(),
                    ProviderSpeech.OPENAI,
                    new TreeMap<>(),
                    false,
                    false);

    @Test
    void aCreditServesWhatTheOperatorGivesAwayAndABudgetOnlyWhatItCounts() {
        for (Provider provider : List.of(Samples.OPENAI, NAMED_SERVER)) {
            for (Unpriced unpriced : Unpriced.values()) {
                for (Calendar ofCaller : Calendar.values()) {
                    boolean isServed =
                            ofCaller == Calendar.EVER
                                    && (unpriced == Unpriced.ALL
                                            || (unpriced == Unpriced.OF_NAMED_SERVERS
                                                    && provider.equals(NAMED_SERVER)));
                    Caller caller = caller(unpriced, ofCaller);
                    assertThat(isWithin(caller, slot(provider, Source.SERVER, List.of()), provider))
                            .as("%s, %s, a budget %s", provider.name(), unpriced, ofCaller.words())
                            .isEqualTo(isServed)
                            .isEqualTo(caller.mayUseUnpriced(provider.equals(Samples.OPENAI)));
                }
            }
        }
    }

    /** A proxy, or a server beside it. */
    @Test
    void aSlotAtAnAddressOfTheOperatorsOwnIsANamedServersWhateverItsType() {
        Slot own = slot(Samples.OPENAI, Source.SERVER, Optional.of(URI.create("http://here")));
        Caller caller = caller(Unpriced.OF_NAMED_SERVERS, Calendar.EVER);
        assertThat(isWithin(caller, own, Samples.OPENAI)).isTrue();
    }

    @Test
    void aSlotsBudgetRefusesWhatItCouldNotCountWhateverTheCredit() {
        Caller caller = caller(Unpriced.ALL, Calendar.EVER);
        for (Calendar ofSlot : Calendar.values()) {
            Slot slot = slot(Samples.OPENAI, Source.SERVER, List.of(dollars(ofSlot)));
            assertThat(isWithin(caller, slot, Samples.OPENAI)).as(ofSlot.words()).isFalse();
        }
    }

    @Test
    void whatTheCallerPaysItselfIsBoundedByNobody() {
        for (Calendar ofCaller : Calendar.values()) {
            Slot own = slot(Samples.OPENAI, Source.USER, List.of());
            assertThat(isWithin(caller(Unpriced.NONE, ofCaller), own, Samples.OPENAI)).isTrue();
        }
    }

    @Test
    void whoHasNoBudgetMayUseWhatHasNoPrice() {
        assertThat(Samples.ANN.mayUseUnpriced(true)).isTrue();
    }

    private static boolean isWithin(Caller caller, Slot slot, Provider provider) {
        Candidate candidate =
                new Candidate(slot, provider, Model.unlisted(provider.name(), "gpt-x"));
        Call call = Samples.call(caller, "gpt-x");
        List<Scope> scopes = Scopes.of(candidate, call);
        long costNanoUsd = Scopes.costs(call, candidate, scopes).of(Measure.NANO_USD);
        assertThat(costNanoUsd).isIn(0L, Scopes.UNPRICED_NANO_USD);
        return costNanoUsd == 0;
    }

    private static Caller caller(Unpriced unpriced, Calendar period) {
        return new Caller("ann", List.of(), List.of(dollars(period)), unpriced);
    }

    private static Slot slot(Provider provider, Source source, List<Limit> limits) {
        return slot(provider, source, limits, Optional.empty());
    }

    private static Slot slot(Provider provider, Source source, Optional<URI> endpoint) {
        return slot(provider, source, List.of(), endpoint);
    }

    private static Slot slot(
            Provider provider, Source source, List<Limit> limits, Optional<URI> endpoint) {
        return new Slot(
                1,
                source,
                new Access(provider.name(), new Secret("k"), endpoint),
                new NamedModels(Optional.of("gpt-x"), List.of()),
                new Allotment(Slot.DEFAULT_TIER, new Limits(limits)),
                Slot.DEFAULT_PRIORITY);
    }

    private static Limit dollars(Calendar period) {
        return new Limit(Measure.NANO_USD, Limit.MOST_NANO_USD, period);
    }
}
