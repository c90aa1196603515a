package dev.sluice.deploy.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StreamVerdictTest {
    private static final long MILLIS = 1_000_000;

    @Test
    void eventsThatComeOneAfterTheOtherWereStreamed() {
        assertThat(StreamVerdict.of(at(400, 440, 480, 520, 560))).isEqualTo(StreamVerdict.STREAMED);
    }

    @Test
    void eventsThatComeSomeAtATimeWereStreamed() {
        assertThat(StreamVerdict.of(at(400, 400, 400, 800, 800, 1200)))
                .isEqualTo(StreamVerdict.STREAMED);
    }

    @Test
    void aBurstAtTheEndWasBuffered() {
        assertThat(StreamVerdict.of(at(3000, 3000, 3001, 3001, 3002)))
                .isEqualTo(StreamVerdict.BUFFERED);
    }

    @Test
    void aBurstInSeveralPacketsWasBuffered() {
        assertThat(StreamVerdict.of(at(3000, 3010, 3020, 3030, 3040)))
                .isEqualTo(StreamVerdict.BUFFERED);
    }

    /** 160 tokens in 120 ms, after a cold start. */
    @Test
    void aFastProvidersTokensWereStreamedHoweverLateTheFirst() {
        assertThat(StreamVerdict.of(every(3_000, 750, 160))).isEqualTo(StreamVerdict.STREAMED);
        assertThat(StreamVerdict.of(every(300, 750, 160))).isEqualTo(StreamVerdict.STREAMED);
    }

    @Test
    void asManyInOneBurstWereBuffered() {
        assertThat(StreamVerdict.of(every(3_000, 200, 160))).isEqualTo(StreamVerdict.BUFFERED);
        assertThat(StreamVerdict.of(every(300, 5, 160))).isEqualTo(StreamVerdict.BUFFERED);
    }

    @Test
    void twoPiecesWereBuffered() {
        assertThat(StreamVerdict.of(at(500, 500, 500, 3000, 3000, 3000)))
                .isEqualTo(StreamVerdict.BUFFERED);
    }

    @Test
    void fewEventsTellNothing() {
        assertThat(StreamVerdict.of(at(1, 200, 300, 400))).isEqualTo(StreamVerdict.UNDECIDED);
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
