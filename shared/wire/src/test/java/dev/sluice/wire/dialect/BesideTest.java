package dev.sluice.wire.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.atlas.AtlasPaths;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BesideTest {
    @ParameterizedTest
    @CsvSource({
        "https://host/s4/v1, api/v1/model/generateImage, https://host/s4/api/v1/model/generateImage",
        "https://host/s3/v1, v2/videos, https://host/s3/v2/videos",
        "https://host/v1, v2/videos, https://host/v2/videos",
        "http://127.0.0.1:9/v1, /images/generations, http://127.0.0.1:9/v1/images/generations",
        "https://host/openai, v2/videos, https://host/openai/v2/videos",
        "https://host, v2/videos, https://host/v2/videos",
        "https://host/v1, https://other/v2/videos, https://other/v2/videos",
    })
    void anotherVersionStandsBesideTheBases(URI base, String path, URI url) {
        assertThat(Beside.of(base, path)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({"abc-1, abc-1", "a/../b?c#d, a%2F..%2Fb%3Fc%23d"})
    void anIdOfAProvidersIsOneSegment(String id, String segment) {
        assertThat(AtlasPaths.prediction(id)).isEqualTo("api/v1/model/prediction/" + segment);
    }
}
