package dev.sluice.devkit.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.videos.Video;
import com.openai.models.videos.VideoCreateParams;
import com.openai.models.videos.VideoSeconds;
import com.openai.models.videos.VideoSize;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own Java client asks for films, of Together's and of Atlas Cloud's models. */
class VideosSdkTest {
    private static final String SEEDANCE = "ByteDance/Seedance-1.0-pro";
    private static final String KLING = "kwaivgi/kling-v3.0-std/text-to-video";

    private static SdkWorld sdk;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        sdk = SdkWorld.start("together", "atlascloud");
        client = sdk.client();
    }

    @AfterAll
    static void stop() throws Exception {
        sdk.close();
    }

    private static VideoCreateParams.Builder ask(String model) {
        return VideoCreateParams.builder()
                .model(model)
                .prompt("a lock gate opens")
                .seconds(VideoSeconds._4)
                .size(VideoSize._1280X720);
    }

    private static Video ended(Video begun) {
        AtomicReference<Video> film = new AtomicReference<>(begun);
        Wait.until(
                "the end of the film",
                () -> {
                    film.set(client.videos().retrieve(begun.id()));
                    return film.get().status().equals(Video.Status.COMPLETED);
                });
        return film.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {SEEDANCE, KLING})
    void aFilmIsBegunLookedAtListedTakenAndForgotten(String model) throws Exception {
        Video film = ended(client.videos().create(ask(model).build()).validate());

        assertThat(film.validate().progress()).isEqualTo(100);
        assertThat(film.model().asString()).isEqualTo(model);
        assertThat(film.seconds()).isEqualTo(VideoSeconds._4);
        assertThat(film.size()).isEqualTo(VideoSize._1280X720);
        assertThat(client.videos().list().autoPager().stream().map(Video::id)).contains(film.id());
        try (HttpResponse content = client.videos().downloadContent(film.id())) {
            assertThat(new String(content.body().readNBytes(8), 4, 4, US_ASCII)).isEqualTo("ftyp");
        }
        assertThat(client.videos().delete(film.id()).deleted()).isTrue();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> client.videos().retrieve(film.id()));
    }

    @Test
    void aReferenceIsAFileOfTheForm() {
        byte[] png = {(byte) 0x89, (byte) 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 0}; // nameless
        Video film = client.videos().create(ask(SEEDANCE).inputReference(png).build());
        assertThat(ended(film).status()).isEqualTo(Video.Status.COMPLETED);
    }
}
