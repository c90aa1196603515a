package dev.sluice.bench.coldstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StreamedAnswerTest {
    private static final String PRELUDE = "{\"statusCode\":200,\"headers\":{}}";

    @Test
    void beginsWithTheFirstByteBehindTheDelimiterWhereverItIsCut() {
        byte[] all = bytes(PRELUDE + "\0".repeat(8) + "data");
        for (int cut = 0; cut <= all.length; cut++) {
            StreamedAnswer answer = new StreamedAnswer();
            answer.add(Arrays.copyOf(all, cut));
            assertThat(answer.begun()).as("cut at %d", cut).isEqualTo(cut > PRELUDE.length() + 8);
            answer.add(Arrays.copyOfRange(all, cut, all.length));
            assertThat(answer.begun()).isTrue();
            assertThat(answer.prelude()).isEqualTo(PRELUDE);
        }
    }

    @Test
    void isOkWith200Alone() {
        assertThat(of(PRELUDE).isOk()).isTrue();
        assertThat(of("{\"statusCode\":200}").isOk()).isTrue();
        assertThat(of("{\"statusCode\":401,\"headers\":{}}").isOk()).isFalse();
        assertThat(of("{\"statusCode\":2000}").isOk()).isFalse();
        assertThat(of("").isOk()).isFalse();
    }

    private static StreamedAnswer of(String prelude) {
        StreamedAnswer answer = new StreamedAnswer();
        answer.add(bytes(prelude + "\0".repeat(8) + "{\"statusCode\":200}"));
        return answer;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
