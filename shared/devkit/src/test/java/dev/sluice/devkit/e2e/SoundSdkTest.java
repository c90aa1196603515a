package dev.sluice.devkit.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.audio.AudioResponseFormat;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateResponse;
import com.openai.models.audio.translations.TranslationCreateParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own Java client, the real server, and the provider of {@code make dev}. */
class SoundSdkTest {
    private static final String ORPHEUS = "canopylabs/orpheus-3b-0.1-ft";
    private static final String WHISPER = "openai/whisper-large-v3";

    private static SdkWorld sdk;
    private static OpenAIClient client;

    @TempDir Path directory;

    @BeforeAll
    static void start() throws IOException {
        sdk = SdkWorld.start("together");
        client = sdk.client();
    }

    @AfterAll
    static void stop() throws IOException {
        sdk.close();
    }

    private static SpeechCreateParams.Builder speech() {
        return SpeechCreateParams.builder().model(ORPHEUS).voice("tara").input("What is a sluice?");
    }

    private Path wav() throws IOException {
        Path wav = directory.resolve("what.wav");
        SpeechCreateParams asked =
                speech().responseFormat(SpeechCreateParams.ResponseFormat.WAV).build();
        try (HttpResponse sound = client.audio().speech().create(asked)) {
            assertThat(sound.headers().values("content-type")).containsExactly("audio/wav");
            Files.write(wav, sound.body().readAllBytes());
        }
        return wav;
    }

    @Test
    void aTextIsReadAloudAndCanBePlayed() throws Exception {
        try (AudioInputStream sound = AudioSystem.getAudioInputStream(wav().toFile())) {
            assertThat(sound.getFormat().getSampleRate()).isEqualTo(24_000f);
            assertThat(sound.getFrameLength()).isEqualTo(17 * 60 * 24);
        }
    }

    @Test
    void withoutAFormatItIsMp3() throws Exception {
        try (HttpResponse sound = client.audio().speech().create(speech().build())) {
            assertThat(sound.headers().values("content-type")).containsExactly("audio/mpeg");
            assertThat(sound.body().readNBytes(2)).containsExactly(0xFF, 0xFB);
        }
    }

    @Test
    void whatAProviderHasNotIsABadRequest() {
        SpeechCreateParams opus =
                speech().responseFormat(SpeechCreateParams.ResponseFormat.OPUS).build();
        assertThatThrownBy(() -> client.audio().speech().create(opus))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> assertThat(e.param()).contains("response_format"));
    }

    private TranscriptionCreateParams.Builder transcription() throws IOException {
        return TranscriptionCreateParams.builder().model(WHISPER).file(wav());
    }

    @Test
    void aSoundIsWrittenDown() throws Exception {
        TranscriptionCreateResponse plain =
                client.audio().transcriptions().create(transcription().build());
        assertThat(plain.asTranscription().text()).contains("sluice");
        TranscriptionCreateResponse verbose =
                client.audio()
                        .transcriptions()
                        .create(
                                transcription()
                                        .responseFormat(AudioResponseFormat.VERBOSE_JSON)
                                        .build());
        assertThat(verbose.asVerbose().duration()).isEqualTo(17 * 0.06);
        assertThat(verbose.asVerbose().segments().orElseThrow()).hasSize(1);
    }

    @Test
    void bytesWithoutANameAreAFileToo() throws Exception {
        TranscriptionCreateParams unnamed =
                TranscriptionCreateParams.builder()
                        .model(WHISPER)
                        .file(Files.readAllBytes(wav()))
                        .build();
        TranscriptionCreateResponse heard = client.audio().transcriptions().create(unnamed);
        assertThat(heard.asTranscription().text()).contains("sluice");
    }

    @Test
    void anAddressIsWrittenDown() {
        // The client insists on a file where it is built, so the address takes its place.
        TranscriptionCreateParams byUrl =
                TranscriptionCreateParams.builder()
                        .model(WHISPER)
                        .file(
                                "https://example.com/talk.mp3"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .putAdditionalBodyProperty("temperature", JsonValue.from(0))
                        .build();
        assertThat(client.audio().transcriptions().create(byUrl).asTranscription().text())
                .contains("sluice", "keeper");
    }

    @Test
    void aSoundIsWrittenDownInEnglish() throws Exception {
        TranslationCreateParams english =
                TranslationCreateParams.builder().model(WHISPER).file(wav()).build();
        assertThat(client.audio().translations().create(english).asTranslation().text())
                .contains("sluice");
    }
}
