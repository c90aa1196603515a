package dev.sluice.wire.openai.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Metered;
import dev.sluice.wire.openai.TokenEstimate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StreamUsageTest {
    private final StreamUsage spent = new StreamUsage();

    private boolean tell(long outputTokens) {
        return spent.tell(Metered.ofTokens(9, 3, outputTokens, 0, false), false);
    }

    private boolean tellAtTheEnd(long outputTokens) {
        return spent.tell(Metered.ofTokens(9, 3, outputTokens, 0, false), true);
    }

    /** Anthropic's {@code message_start}: a stream that broke off was billed one token. */
    @Test
    void aCountThatWasToldBeforeTheTextIsNoneOfIt() {
        tell(1);
        spent.relayed(700);
        assertThat(spent.orEstimated(false, 100)).isEqualTo(Metered.ofTokens(9, 3, 200, 0, true));
    }

    @Test
    void itIsAddedToWhereTheStreamEndsWithoutAnother() {
        tell(1);
        spent.relayed(700);
        assertThat(spent.orEstimated(true, 100)).isEqualTo(Metered.ofTokens(9, 3, 201, 0, true));
    }

    @Test
    void aCountThatGrowsWithTheTextStands() {
        for (int i = 1; i <= 50; i++) {
            spent.relayed(7);
            tell(i);
        }
        assertThat(spent.orEstimated(false, 100)).isEqualTo(Metered.ofTokens(9, 3, 50, 0, false));
        spent.relayed(7);
        assertThat(spent.orEstimated(false, 100)).isEqualTo(Metered.ofTokens(9, 3, 52, 0, true));
    }

    /** Of the last piece each, not of all: it does not stand for what came before. */
    @Property
    void aCountThatDoesNotGrowIsAtLeastTheEstimate(
            @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 1, max = 60) Integer> pieces,
            @ForAll @IntRange(min = 1, max = 3) int told) {
        StreamUsage usage = new StreamUsage();
        long bytes = 0;
        for (int piece : pieces) {
            usage.relayed(piece);
            usage.tell(Metered.ofTokens(9, 0, told, 0, false), false);
            bytes += piece;
        }
        assertThat(usage.orEstimated(false, 100).of(Measure.OUTPUT_TOKENS))
                .isGreaterThanOrEqualTo(TokenEstimate.ofBytes(bytes));
    }

    @Test
    void aCountThatOnceShrankNeverStandsBeforeTheEnd() {
        for (int told : new int[] {2, 5, 1, 3, 6}) {
            spent.relayed(70);
            tell(told);
        }
        assertThat(spent.orEstimated(false, 100)).isEqualTo(Metered.ofTokens(9, 3, 100, 0, true));
    }

    @Test
    void whatIsToldAtTheEndStands() {
        tell(500);
        spent.relayed(700);
        assertThat(tellAtTheEnd(7)).isTrue();
        assertThat(spent.orEstimated(false, 100)).isEqualTo(Metered.ofTokens(9, 3, 7, 0, false));
    }

    @Test
    void aLaterZeroIsNoNews() {
        tellAtTheEnd(7);
        assertThat(tellAtTheEnd(0)).isFalse();
        assertThat(spent.told(true)).isEqualTo(Metered.ofTokens(9, 3, 7, 0, false));
    }

    @Test
    void aCountThatStandsMayBeMoreThanWasSeen() {
        tell(1);
        spent.relayed(7);
        tell(3_000);
        assertThat(spent.told(false)).isEqualTo(Metered.ofTokens(9, 3, 3_000, 0, false));
    }

    @Test
    void whereNothingWasToldAllIsEstimated() {
        spent.relayed(7);
        assertThat(spent.told(true)).isNull();
        assertThat(spent.orEstimated(false, 100)).isEqualTo(Metered.ofTokens(100, 0, 2, 0, true));
    }
}
