package dev.sluice.deploy.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final long MILLIS = 1_000_000;

    @Test
    void eventsThatComeOneAfterTheOtherWereStreamed() {
        assertThat(Verdict.of(at(400, 440, 480, 520, 560))).isEqualTo(Verdict.STREAMED);
    }

    @Test
    void eventsThatComeSomeAtATimeWereStreamed() {
        assertThat(Verdict.of(at(400, 400, 400, 800, 800, 1200))).isEqualTo(Verdict.STREAMED);
    }

    @Test
    void aBurstAtTheEndWasBuffered() {
        assertThat(Verdict.of(at(3000, 3000, 3001, 3001, 3002))).isEqualTo(Verdict.BUFFERED);
    }

    @Test
    void aBurstInSeveralPacketsWasBuffered() {
        assertThat(Verdict.of(at(3000, 3010, 3020, 3030, 3040))).isEqualTo(Verdict.BUFFERED);
    }

    /** 160 tokens in 120 ms, after a cold start. */
    @Test
    void aFastProvidersTokensWereStreamedHoweverLateTheFirst() {
        assertThat(Verdict.of(every(3_000, 750, 160))).isEqualTo(Verdict.STREAMED);
        assertThat(Verdict.of(every(300, 750, 160))).isEqualTo(Verdict.STREAMED);
    }

    @Test
    void asManyInOneBurstWereBuffered() {
        assertThat(Verdict.of(every(3_000, 200, 160))).isEqualTo(Verdict.BUFFERED);
        assertThat(Verdict.of(every(300, 5, 160))).isEqualTo(Verdict.BUFFERED);
    }

    @Test
    void twoPiecesWereBuffered() {
        assertThat(Verdict.of(at(500, 500, 500, 3000, 3000, 3000))).isEqualTo(Verdict.BUFFERED);
    }

    @Test
    void fewEventsTellNothing() {
        assertThat(Verdict.of(at(1, 200, 300, 400))).isEqualTo(Verdict.UNDECIDED);
    }

    private static List<Long> every(long firstMillis, long gapMicros, int events) {
        return LongStream.range(0, events)
                .map(event -> firstMillis * MILLIS + event * gapMicros * 1_000)
                .boxed()
                .toList();
    }

    private static List<Long> at(long... millis) {
        return LongStream.of(millis).map(each -> each * MILLIS).boxed().toList();
    }
}
