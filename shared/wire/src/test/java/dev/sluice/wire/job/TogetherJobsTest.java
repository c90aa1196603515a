package dev.sluice.wire.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.catalog.CatalogLoader;
import java.net.URI;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TogetherJobsTest {
    private static final Provider PROVIDER =
            CatalogLoader.bundled().provider("together").orElseThrow();

    private final TogetherJobs together = new TogetherJobs();

    private Progress read(String json) {
        Progress progress = together.read(json.getBytes(UTF_8));
        assertThat(progress).as(json).isNotNull();
        return progress;
    }

    @ParameterizedTest
    @CsvSource({
        "queued,QUEUED", "in_progress,IN_PROGRESS", "processing,IN_PROGRESS", "completed,COMPLETED",
        "failed,FAILED", "cancelled,FAILED", "Expired,FAILED", "something_new,IN_PROGRESS"
    })
    void everyStatusHasAPlaceInOpenAisForm(String told, Progress.State state) {
        assertThat(read("{\"id\":\"a\",\"status\":\"" + told + "\"}").state()).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({"0.57,570000000", "1e-2,10000000", "0,0", "0.0000000001,1", "\"0.5\",500000000"})
    void aCostIsRoundedUpToANanoUsd(String usd, long nanoUsd) {
        assertThat(
                        read("{\"id\":\"a\",\"status\":\"failed\",\"outputs\":{\"cost\":"
                                        + usd
                                        + "}}")
                                .costNanoUsd())
                .hasValue(nanoUsd);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1e99", "true", "\"free\"", "null"})
    void aSenselessCostIsNone(String usd) {
        assertThat(
                        read("{\"id\":\"a\",\"status\":\"completed\",\"outputs\":{\"cost\":"
                                        + usd
                                        + "}}")
                                .costNanoUsd())
                .isEqualTo(OptionalLong.empty());
    }

    /** Rounding it took minutes. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anExponentWithoutBoundsIsNoNumber() {
        String number = "1e-99999999";
        Progress told =
                read(
                        "{\"id\":\"a\",\"status\":\"completed\",\"seconds\":\"%s\",\"progress\":%s,\"outputs\":{\"cost\":%s}}"
                                .formatted(number, number, number));
        assertThat(told.costNanoUsd()).isEmpty();
        assertThat(told.seconds()).isEmpty();
        assertThat(told.percent()).isEmpty();
    }

    @Test
    void whatIsNoJobIsNone() {
        for (String body : new String[] {"", "[]", "{}", "{\"id\":", "<html>", "null"}) {
            assertThat(together.read(body.getBytes(UTF_8))).as(body).isNull();
        }
    }

    @Test
    void filmsAreBesideTheEndpointOrWhereTogetherHasThem() {
        assertThat(together.path(PROVIDER, URI.create("http://127.0.0.1:1/s3/v1"), "a/b"))
                .isEqualTo("v2/videos/a%2Fb");
        assertThat(together.path(PROVIDER, URI.create("https://api.together.xyz/v1"), "a"))
                .isEqualTo("https://api.together.ai/v2/videos/a");
        assertThat(together.path(PROVIDER, URI.create("https://api.together.ai/v1"), "a"))
                .isEqualTo("v2/videos/a");
    }
}
