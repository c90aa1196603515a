package dev.sluice.wire.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.CatalogException;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.catalog.PricedUnit;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.limit.Limits;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.request.RequestRules;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CatalogFilesTest {

    private static final Catalog CATALOG = CatalogLoader.bundled();
    private static final Limits ASSUMED =
            Limits.perMinute(OptionalLong.of(60), OptionalLong.of(100_000));

    @Test
    void hasAVersion() {
        assertThat(CATALOG.version()).matches("20\\d\\d-\\d\\d-\\d\\d\\.\\d+");
    }

    @Test
    void eachAliasStandsForLiveChatModels() {
        assertThat(CATALOG.aliases().keySet())
                .containsExactlyInAnyOrder(
                        "general", "free", "long-context", "reasoning", "code", "budget", "large");
        for (String alias : CATALOG.aliases().keySet()) {
            assertThat(CATALOG.alias(alias).orElseThrow())
                    .isNotEmpty()
                    .allSatisfy(
                            model -> {
                                assertThat(model.deprecatedOn()).isEmpty();
                                assertThat(model.kind()).isEqualTo(ModelKind.CHAT);
                                assertThat(model.priced()).isTrue();
                            });
        }
    }

    @Test
    void freeIsTheCheapestThatLives() {
        Model free = CATALOG.alias("free").orElseThrow().getFirst();

        assertThat(
                        CATALOG.models().stream()
                                .filter(model -> model.kind() == ModelKind.CHAT)
                                .filter(model -> model.deprecatedOn().isEmpty())
                                .mapToLong(Model::priceRank)
                                .min())
                .hasValue(free.priceRank());
    }

    @Test
    void idsAreUniqueWithinAProvider() {
        Set<String> names = new HashSet<>();

        assertThat(CATALOG.models())
                .allSatisfy(
                        model ->
                                assertThat(names.add(model.ref().toString()))
                                        .as(model.id())
                                        .isTrue());
    }

    @Test
    void whatReplacesARetiredRowIsARowAndTheWayEndsAtALiveOne() {
        for (Model model : CATALOG.models()) {
            Model end = model;
            for (int steps = 0; end.replacedBy().isPresent(); steps++) {
                assertThat(steps).as("steps from " + model.id()).isLessThan(5);
                end = CATALOG.model(end.provider(), end.replacedBy().get()).orElseThrow();
            }
            if (model.replacedBy().isPresent()) {
                assertThat(end.deprecatedOn()).as(model.id() + " ends at " + end.id()).isEmpty();
            }
        }
    }

    @Test
    void anUnknownPriceIsAbsentAndNotNothing() {
        Model unknown = CATALOG.model("atlascloud", "deepseek-ai/deepseek-v4-pro").orElseThrow();
        Model free =
                CATALOG.model("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo-Free")
                        .orElseThrow();

        assertThat(unknown.priced()).isFalse();
        assertThat(free.priced()).isTrue();
    }

    @Test
    void pricesAreExactToTheLastDigit() {
        Model qwen = CATALOG.model("atlascloud", "qwen/qwen3.5-35b-a3b").orElseThrow();
        Model whisper = CATALOG.model("together", "openai/whisper-large-v3").orElseThrow();

        assertThat(qwen.price())
                .contains(new Price.Tokens(225_000_000, OptionalLong.empty(), 1_800_000_000));
        assertThat(whisper.price()).contains(new Price.Unit(PricedUnit.MINUTE, 1_500_000));
    }

    @Test
    void atlasHasMediaModelsOfEachCategory() {
        Set<String> categories = new HashSet<>();
        CATALOG.models().stream()
                .filter(model -> model.provider().equals("atlascloud"))
                .forEach(model -> categories.add(model.category()));

        assertThat(categories)
                .contains(
                        "text-to-image",
                        "image-to-image",
                        "image-tools",
                        "text-to-video",
                        "image-to-video",
                        "video-to-video",
                        "audio-to-video");
    }

    @ParameterizedTest
    @CsvSource({
        "together, https://api.together.xyz/v1",
        "atlascloud, https://api.atlascloud.ai/v1",
        "openai, https://api.openai.com/v1",
        "groq, https://api.groq.com/openai/v1",
        "openrouter, https://openrouter.ai/api/v1",
        "deepinfra, https://api.deepinfra.com/v1/openai",
        "fireworks, https://api.fireworks.ai/inference/v1",
        "cerebras, https://api.cerebras.ai/v1",
        "mistral, https://api.mistral.ai/v1",
        "gemini, https://generativelanguage.googleapis.com/v1beta/openai",
        "deepseek, https://api.deepseek.com",
        "xai, https://api.x.ai/v1",
    })
    void knowsWhereAProviderIs(String type, String baseUrl) {
        assertThat(CATALOG.provider(type).orElseThrow().baseUrl()).contains(URI.create(baseUrl));
    }

    @Test
    void oldTypeNamesStillWork() {
        assertThat(CATALOG.provider("groq-free")).isEqualTo(CATALOG.provider("groq"));
        assertThat(CATALOG.provider("gemini-free")).isEqualTo(CATALOG.provider("gemini"));
    }

    @Test
    void aProviderThatPublishesNoLimitsHasCautiousOnesThatSaySo() {
        for (Provider provider : CATALOG.providers()) {
            if (provider.limitsAssumed()) {
                assertThat(provider.limits(ModelKind.CHAT, 1)).isEqualTo(ASSUMED);
            }
        }
        assertThat(CATALOG.provider("atlascloud").orElseThrow().limitsAssumed()).isTrue();
        assertThat(CATALOG.provider("together").orElseThrow().limitsAssumed()).isFalse();
    }

    @Test
    void anyOtherServerIsTakenAsItIs() {
        Provider other = CATALOG.provider("openai-compatible").orElseThrow();

        assertThat(other.baseUrl()).isEmpty();
        assertThat(other.speech()).isEqualTo(ProviderSpeech.OPENAI);
        assertThat(other.listsModels()).isFalse();
        assertThat(other.limits(ModelKind.CHAT, 1)).isEqualTo(Limits.NONE);
    }

    @Test
    void togetherKeepsTheDeveloperRoleForGptOssOnly() {
        Provider together = CATALOG.provider("together").orElseThrow();

        assertThat(together.speech().quirks())
                .containsExactlyInAnyOrder(
                        Quirk.MAX_TOKENS_ONLY.name(),
                        Quirk.LOGPROBS_INTEGER.name(),
                        Quirk.STOP_ARRAY_ONLY.name(),
                        Quirk.SPEECH_RAW_ALONE_STREAMS.name(),
                        Quirk.DEVELOPER_AS_SYSTEM.name(),
                        Quirk.PLAIN_EMBEDDINGS.name(),
                        Quirk.SOUND_BY_URL.name(),
                        Quirk.REASONING_SWITCH.name(),
                        Quirk.REASONING_BACK.name(),
                        Quirk.TOGETHER_IMAGES.name());
        assertThat(RequestRules.of(together, "openai/gpt-oss-20b").developerAsSystem()).isFalse();
        assertThat(RequestRules.of(together, "Qwen/Qwen3.5-9B").developerAsSystem()).isTrue();
        assertThat(CATALOG.provider("xai").orElseThrow().speech().quirks())
                .containsExactly(Quirk.REASONING_OUTSIDE_COMPLETION.name());
    }

    @Test
    void offersTheRightNameForATypingMistake() {
        assertThat(CATALOG.nearest("meta-llama/Llama-3.3-70B-Instruct-Turb", 3))
                .startsWith("meta-llama/Llama-3.3-70B-Instruct-Turbo");
        assertThat(CATALOG.nearest("gpt-oss-120", 1)).containsExactly("openai/gpt-oss-120b");
        assertThat(CATALOG.nearest("together:gpt-oss-120", 1))
                .containsExactly("together/openai/gpt-oss-120b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\": \"m\", \"price\": {\"input\": 0.5, \"output\": \"1\"} | line 1: VALUE_NUMBER_FLOAT is not allowed; a price is a string",
                "\"id\": \"m\", \"price\": {\"input\": \"0.0000000001\", \"output\": \"1\"} | m: price must be a whole number of nano-USD: 0.0000000001",
                "\"id\": \"m\", \"price\": {\"input\": \"-1\", \"output\": \"1\"} | m: price must be a plain decimal: -1",
                "\"id\": \"m\", \"price\": {\"input\": \"1e3\", \"output\": \"1\"} | m: price must be a plain decimal: 1e3",
                "\"id\": \"m\", \"price\": {\"input\": \".5\", \"output\": \"1\"} | m: price must be a plain decimal: .5",
                "\"id\": \"m\", \"price\": {\"input\": \"1.2.3\", \"output\": \"1\"} | m: price must be a plain decimal: 1.2.3",
                "\"id\": \"m\", \"price\": {\"input\": \"99999999999\", \"output\": \"1\"} | m: long overflow",
                "\"id\": \"m\", \"price\": {\"input\": \"1\"} | m: \"output\" is missing",
                "\"id\": \"m\", \"price\": {\"input\": \"1\", \"output\": \"1\", \"image\": \"1\"} | m: field \"input\" is unknown",
                "\"id\": \"m\", \"contxt\": 5 | m: field \"contxt\" is unknown",
                "\"id\": \"m\", \"context\": -5 | m: context must be positive: -5",
                "\"id\": \"m\", \"context\": \"5\" | m: \"context\" must be a whole number: 5",
                "\"id\": \"m\", \"context\": 5, \"context\": 6 | line 1: field \"context\" is there twice",
                "\"id\": \"m\", \"deprecatedOn\": \"2025-13-01\" | m: date must be yyyy-mm-dd: 2025-13-01",
                "\"id\": \"m\", \"replacedBy\": \"n\" | m: replacedBy needs deprecatedOn",
                "\"id\": \"m\", \"limits\": {\"1\": {\"rpm\": 0}} | m: limit \"rpm\" must be positive: 0",
                "\"id\": 5 | models[0]: \"id\" must be a string: 5",
            })
    void aBrokenRowIsNamedByFileRowAndRule(String fields, String complaint) {
        String row =
                "{"
                        + fields
                        + ", \"name\": \"M\", \"kind\": \"chat\", \"source\": \"s\", \"asOf\": \"2026-01-01\"}";
        String file = "{\"provider\": \"p\", \"name\": \"P\", \"models\": [" + row + "]}";

        assertBroken(file, "p.json: " + complaint);
    }

    /** A row without it would be asked as the newest, one of another language's never looked at. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "anthropic | `` | \"tuning\" must say what a model takes that is asked in Messages, and of no other",
                "openai | \"sampling\": \"one\", \"efforts\": [], \"thinkingOff\": \"never\" | \"tuning\" must say what a model takes that is asked in Messages, and of no other",
                "anthropic | \"sampling\": \"one\", \"thinkingOff\": \"never\" | \"efforts\" is missing",
                "anthropic | \"efforts\": [], \"thinkingOff\": \"never\" | \"sampling\" is missing",
                "anthropic | \"sampling\": \"one\", \"efforts\": [] | \"thinkingOff\" is missing",
                "anthropic | \"sampling\": \"all\", \"efforts\": [], \"thinkingOff\": \"never\" | No enum constant dev.sluice.core.catalog.Tuning.Sampling.ALL",
                "anthropic | \"sampling\": \"one\", \"efforts\": [\"high\"], \"thinkingOff\": \"never\" | efforts must begin with \"low\": [HIGH]",
                "anthropic | \"sampling\": \"one\", \"efforts\": [], \"thinkingOff\": \"never\", \"top_k\": true | field \"top_k\" is unknown",
            })
    void aRowSaysWhatItsModelTakesWhereItIsAskedInMessages(
            String dialect, String tuning, String complaint) {
        String row =
                "{\"id\": \"m\", \"name\": \"M\", \"kind\": \"chat\", \"source\": \"s\", \"asOf\": \"2026-01-01\""
                        + (tuning.isEmpty() ? "" : ", \"tuning\": {" + tuning + "}")
                        + "}";
        assertBroken(
                "{\"provider\": \"p\", \"name\": \"P\", \"dialect\": \"%s\", \"models\": [%s]}"
                        .formatted(dialect, row),
                "p.json: m: " + complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"provider\": \"q\", \"name\": \"Q\"} | p.json: provider: must have the file's name",
                "{\"provider\": \"p\"} | p.json: file: \"name\" is missing",
                "{\"provider\": \"p\", \"name\": \"P\", \"quirks\": [\"ODD\"]} | p.json: file: No enum constant dev.sluice.wire.openai.Quirk.ODD",
                "{\"provider\": \"p\", \"name\": \"P\", \"baseUrl\": \"http://p.example\"} | p.json: file: baseUrl must be https: http://p.example",
                "[] | p.json: line 1: must be an object",
                "{} {} | p.json: line 1: must end after the object",
                "{\"provider\": | p.json: line 1: Unexpected end-of-input",
            })
    void aBrokenFileIsNamedByFilePlaceAndRule(String file, String complaint) {
        assertBroken(file, complaint);
    }

    @Test
    void anAliasThatNamesNoRowIsNamedByFileRowAndRule() {
        Map<String, String> files =
                Map.of(
                        "p.json", "{\"provider\": \"p\", \"name\": \"P\"}",
                        "aliases.json",
                                "{\"version\": \"1\", \"aliases\": {\"general\": [\"p/m\"]}}");

        assertThatThrownBy(() -> load(files))
                .isInstanceOf(CatalogException.class)
                .hasMessage("aliases.json: general: \"p/m\" is not a row");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(CatalogException.class)
                .hasMessage("p.json: file: is missing");
    }

    private static void assertBroken(String file, String complaint) {
        Map<String, String> files =
                Map.of("p.json", file, "aliases.json", "{\"version\": \"1\", \"aliases\": {}}");

        assertThatThrownBy(() -> load(files))
                .isInstanceOf(CatalogException.class)
                .hasMessageStartingWith(complaint);
    }

    private static Catalog load(Map<String, String> files) {
        return CatalogFiles.read(
                List.of("p"),
                name -> {
                    String text = files.get(name);
                    return text == null
                            ? null
                            : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                });
    }
}
