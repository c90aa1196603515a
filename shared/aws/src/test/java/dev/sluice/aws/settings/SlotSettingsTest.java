package dev.sluice.aws.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.call.Secret;
import dev.sluice.core.limit.Calendar;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotSettingsTest {
    private static final String KEY = "hidden-key";

    @Test
    void readsEverySetting() {
        Map<String, String> environment = slot("together");
        environment.put("SLUICE_PROVIDER_ENDPOINT_3", "https://proxy.example/v1/");
        environment.put("SLUICE_PROVIDER_MODEL_3", "a/b");
        environment.put("SLUICE_PROVIDER_TIER_3", "5");
        environment.put("SLUICE_PROVIDER_RPM_3", "60");
        environment.put("SLUICE_PROVIDER_TPM_3", "180000");
        environment.put("SLUICE_PROVIDER_ALLOWED_MODELS_3", "a/b, c/d,,");
        environment.put("SLUICE_PROVIDER_PRIORITY_3", "0");
        assertThat(read(environment).orThrow().slots())
                .containsExactly(
                        new Slot(
                                3,
                                new Access(
                                        "together",
                                        new Secret(KEY),
                                        Optional.of(URI.create("https://proxy.example/v1"))),
                                new NamedModels(Optional.of("a/b"), List.of("a/b", "c/d")),
                                new Allotment(
                                        5,
                                        Limits.perMinute(
                                                OptionalLong.of(60), OptionalLong.of(180_000))),
                                0));
    }

    @Test
    void anyMeasureAndWindowCanBeLimited() {
        Map<String, String> environment = slot("together");
        environment.put("SLUICE_PROVIDER_RPM_3", "60");
        environment.put(
                "SLUICE_PROVIDER_LIMITS_3",
                "requestsDay=14400, imagesMonth=5,requestsInFlight=8,usdMonth=20.50,tokens60s=9,");
        assertThat(read(environment).orThrow().slots().getFirst().allotment().own().all())
                .containsExactlyInAnyOrder(
                        Limit.perMinute(Measure.REQUESTS, 60),
                        Limit.perMinute(Measure.TOKENS, 9),
                        new Limit(Measure.REQUESTS, 14_400, Calendar.DAY),
                        new Limit(Measure.IMAGES, 5, Calendar.MONTH),
                        new Limit(Measure.REQUESTS, 8, InFlight.IN_FLIGHT),
                        new Limit(Measure.NANO_USD, 20_500_000_000L, Calendar.MONTH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "requestsDay",
                "requestsWeek=4",
                "usdWeek=4",
                "usdDay=0",
                "applesDay=1",
                "requestsDay=x",
                "requestsDay=0",
                "tokens1s=5",
                "usdDay=much",
                "imagesDay=1,imagesDay=2"
            })
    void aLimitThatCannotHoldIsRefusedByTheNameOfItsSetting(String limits) {
        Map<String, String> environment = slot("together");
        environment.put("SLUICE_PROVIDER_LIMITS_3", limits);
        assertThat(read(environment).errors())
                .singleElement()
                .asString()
                .startsWith("SLUICE_PROVIDER_LIMITS_3 has a wrong limit: ")
                .containsOnlyOnce("SLUICE_PROVIDER_LIMITS_3");
    }

    @Test
    void theArchitectureNamesEveryParameterOfASlot() throws IOException {
        String fields =
                Arrays.stream(Field.values())
                        .map(field -> field.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .collect(Collectors.joining(","));
        assertThat(Files.readString(Path.of("../../docs/architecture.md")))
                .contains("/sluice/<stage>/providers/<n>/{" + fields + "}");
    }

    @Test
    void typeAndKeyAreEnough() {
        assertThat(read(slot("together")).orThrow().slots())
                .containsExactly(plain(3, "together", OptionalLong.empty()));
    }

    @Test
    void readsWhatASlotsModelsAreAskedInBesideChats() {
        Map<String, String> slot =
                Map.of("SLUICE_PROVIDER_TYPE_0", "groq", "SLUICE_PROVIDER_KEY_0", KEY);
        Map<String, String> speaks = new HashMap<>(slot);
        speaks.put("SLUICE_PROVIDER_SPEAKS_0", "messages , a/b = responses,");
        assertThat(read(speaks).orThrow().slots().getFirst().named().spoken())
                .containsExactly("messages", "a/b=responses");
        speaks.put("SLUICE_PROVIDER_SPEAKS_0", "a/b=french");
        assertThat(read(speaks).errors().toString()).contains("SLUICE_PROVIDER_SPEAKS_0 must be");
    }

    @ParameterizedTest
    @CsvSource({
        "LLAMDA_LLM_PROXY_PROVIDER_TYPE_7, LLAMDA_LLM_PROXY_PROVIDER_KEY_7,"
                + " LLAMDA_LLM_PROXY_PROVIDER_RATE_LIMIT_7",
        "LP_TYPE_7, LP_KEY_7, LP_RATE_LIMIT_7",
        "P_T7, P_K7, P_RL7"
    })
    void readsTheOldSchemesWhoseRateLimitIsTokensAMinute(String type, String key, String limit) {
        assertThat(read(Map.of(type, "groq-free", key, KEY, limit, "5000")).orThrow().slots())
                .containsExactly(plain(7, "groq", OptionalLong.of(5_000)));
    }

    @ParameterizedTest
    @CsvSource({
        "LLAMDA_LLM_PROXY_PROVIDER_TYPE_0, LLAMDA_LLM_PROXY_PROVIDER_KEY_0,"
                + " LLAMDA_LLM_PROXY_PROVIDER_ENDPOINT_0, LLAMDA_LLM_PROXY_PROVIDER_MODEL_0,"
                + " LLAMDA_LLM_PROXY_PROVIDER_ALLOWED_MODELS_0,"
                + " LLAMDA_LLM_PROXY_PROVIDER_PRIORITY_0",
        "LP_TYPE_0, LP_KEY_0, LP_ENDPOINT_0, LP_MODEL_0, LP_ALLOWED_MODELS_0, LP_PRIORITY_0",
        "P_T0, P_K0, P_E0, P_M0, P_AM0, P_P0"
    })
    void readsTheRestOfTheOldSchemes(
            String type, String key, String url, String model, String allowed, String priority) {
        Slot slot =
                read(Map.of(
                                type, "openai-compatible",
                                key, KEY,
                                url, "http://localhost:1234/v1/chat/completions",
                                model, "m",
                                allowed, "m,n",
                                priority, "7"))
                        .orThrow()
                        .slots()
                        .getFirst();
        assertThat(slot.endpoint()).contains(URI.create("http://localhost:1234/v1"));
        assertThat(slot.model()).contains("m");
        assertThat(slot.allowedModels()).containsExactly("m", "n");
        assertThat(slot.priority()).isEqualTo(7);
    }

    @Test
    void gapsAreAllowedAndSlotsComeByNumber() {
        Map<String, String> environment = new HashMap<>();
        for (int number : new int[] {99, 0, 10, 9}) {
            environment.put("SLUICE_PROVIDER_TYPE_" + number, "together");
            environment.put("SLUICE_PROVIDER_KEY_" + number, KEY);
        }
        assertThat(read(environment).orThrow().slots())
                .extracting(Slot::number)
                .containsExactly(0, 9, 10, 99);
    }

    /** Else a key could go to another provider than its own. */
    @Test
    void schemesAreNotMixedInOneSlot() {
        Map<String, String> environment = slot("together");
        environment.put("LP_TYPE_3", "groq");
        environment.put("LP_KEY_3", "other");
        environment.put("P_RL3", "5");
        SlotSettings settings = read(environment);
        assertThat(settings.slots()).containsExactly(plain(3, "together", OptionalLong.empty()));
        assertThat(settings.warnings())
                .containsExactly(
                        "LP_*_3 is ignored: SLUICE_PROVIDER_*_3 is set",
                        "P_*3 is ignored: SLUICE_PROVIDER_*_3 is set");
    }

    @Test
    void aSlotWithoutKeyOrTypeIsSkippedAndTold() {
        SlotSettings settings =
                read(
                        Map.of(
                                "LP_TYPE_1", "groq",
                                "LP_KEY_1", " ",
                                "LP_KEY_2", KEY,
                                "P_M4", "m"));
        assertThat(settings.slots()).isEmpty();
        assertThat(settings.errors()).isEmpty();
        assertThat(settings.warnings())
                .containsExactly(
                        "slot 1 is skipped: it has no key",
                        "slot 2 is skipped: it has no type",
                        "slot 4 is skipped: it has no type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TYPE|nobody|names no provider type: \"nobody\". Known types: atlascloud, groq,"
                        + " openai-compatible, together",
                "TYPE|openai-compatible|is openai-compatible, which needs an endpoint too",
                "TIER|6|must be a whole number from 0 to 5: \"6\"",
                "TIER|-1|must be a whole number from 0 to 5: \"-1\"",
                "RPM|0|must be a whole number from 1 to 10000000000: \"0\"",
                "TPM|1e6|must be a whole number from 1 to 10000000000: \"1e6\"",
                "TPM|99999999999|must be a whole number from 1 to 10000000000: \"99999999999\"",
                "PRIORITY|high|must be a whole number from 0 to 1000000: \"high\"",
                "ENDPOINT|http://api.example/v1|must be https (plain http is accepted for this"
                        + " machine only)",
                "ENDPOINT|http://127.0.0.1.evil.example|must be https (plain http is accepted"
                        + " for this machine only)",
                "ENDPOINT|ftp://localhost|must be https (plain http is accepted for this machine"
                        + " only)",
                "ENDPOINT|https://me:pw@api.example|must not hold a user name or password",
                "ENDPOINT|https://api.example/v1?key=x|must not have a query or fragment",
                "ENDPOINT|https://api.example/v1#x|must not have a query or fragment",
                "ENDPOINT|api.example/v1|must be a URL such as https://host/v1",
                "ENDPOINT|https:///v1|must be a URL such as https://host/v1",
                "ENDPOINT|https://a b|must be a URL such as https://host/v1",
            })
    void aWrongSettingIsNamedWithItsRule(String field, String value, String rule) {
        Map<String, String> environment = slot("together");
        String variable = "SLUICE_PROVIDER_" + field + "_3";
        environment.put(variable, value);
        assertThat(read(environment).errors()).containsExactly(variable + " " + rule);
        assertThatThrownBy(
                        () ->
                                new EnvSlots(
                                        SlotSettings.ofEnvironment(environment, TestCatalog.get())))
                .isInstanceOf(SettingsException.class)
                .hasMessage(variable + " " + rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden key", "hidden\tkey", "hidden-k\u00e9y", "hidden\nX-Evil: 1"})
    void aKeyThatIsNotFitForAHeaderIsRefusedAndNotShown(String key) {
        Map<String, String> environment = slot("together");
        environment.put("SLUICE_PROVIDER_KEY_3", key);
        assertThat(read(environment).errors())
                .containsExactly("SLUICE_PROVIDER_KEY_3 must be printable ASCII without spaces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-fake-1", "gsk_fake1", "key-fakefake", "fakefakefake1234"})
    void aShortKeyInTheWrongPlaceIsNotShownEither(String key) {
        assertThat(read(slot(key)).errors().getFirst()).contains("this value").doesNotContain(key);
    }

    @Test
    void aMistypedNameIsShown() {
        assertThat(read(slot("open-ai")).errors().getFirst()).contains("\"open-ai\"");
        assertThat(read(slot("openai-compatibel")).errors().getFirst())
                .contains("\"openai-compatibel\"");
    }

    /** Who swaps type and key must not find the key in a log. */
    @Test
    void whatMayBeAKeyInTheWrongPlaceIsNotShown() {
        Map<String, String> environment = slot("0123456789-0123456789-0123456789");
        environment.put("SLUICE_PROVIDER_TPM_3", "x");
        assertThat(read(environment).errors().getFirst())
                .startsWith("SLUICE_PROVIDER_TYPE_3 names no provider type: this value. Known");
        assertThat(read(environment).toString()).doesNotContain(KEY).doesNotContain("012345");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example, https://api.example",
        "https://api.example/, https://api.example",
        "https://api.example:8443/v1//, https://api.example:8443/v1",
        "HTTPS://api.example/v1, https://api.example/v1",
        "https://api.example/v1/chat/completions, https://api.example/v1",
        "https://api.example/v1/chat/completions/, https://api.example/v1",
        "http://localhost:8080/v1, http://localhost:8080/v1",
        "http://127.0.0.1:8080, http://127.0.0.1:8080",
        "http://[::1]:8080/v1, http://[::1]:8080/v1"
    })
    void anEndpointIsTheBaseThatTheChatPathIsAppendedTo(String value, String endpoint) {
        Map<String, String> environment = slot("openai-compatible");
        environment.put("SLUICE_PROVIDER_ENDPOINT_3", value);
        assertThat(read(environment).orThrow().slots().getFirst().endpoint())
                .contains(URI.create(endpoint));
    }

    @Test
    void oneWrongSlotLeavesTheOthers() {
        Map<String, String> environment = slot("together");
        environment.put("SLUICE_PROVIDER_TYPE_4", "nobody");
        environment.put("SLUICE_PROVIDER_KEY_4", KEY);
        SlotSettings settings = read(environment);
        assertThat(settings.slots()).extracting(Slot::number).containsExactly(3);
        assertThat(settings.errors()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SLUICE_PROVIDER_TYPE_100", "SLUICE_PROVIDER_TYPE_03"})
    void aNumberIsZeroToNinetyNine(String variable) {
        assertThat(read(Map.of(variable, "together")).errors())
                .containsExactly(variable + " has no slot number from 0 to 99");
    }

    @Test
    void aMistypedNameIsToldAndOtherPeoplesVariablesAreNot() {
        SlotSettings settings =
                read(
                        Map.of(
                                "SLUICE_PROVIDER_RMP_3", "5",
                                "P_T1000", "x",
                                "LP_CAPABILITIES_1", "x",
                                "P_IQ1", "high",
                                "PATH", "x"));
        assertThat(settings.errors()).isEmpty();
        assertThat(settings.warnings())
                .singleElement()
                .asString()
                .startsWith("SLUICE_PROVIDER_RMP_3 is no setting of a slot. Known are: ");
    }

    @Test
    void readsParameters() {
        Map<String, String> parameters =
                Map.of(
                        "/sluice/dev/providers/3/type", "together",
                        "/sluice/dev/providers/3/key", KEY,
                        "/sluice/dev/providers/3/allowed-models", "a,b",
                        "/sluice/dev/providers/3/speed", "high",
                        "/sluice/dev/providers/300/type", "together");
        SlotSettings settings =
                SlotSettings.ofParameters("/sluice/dev/providers/", parameters, TestCatalog.get());
        assertThat(settings.slots())
                .singleElement()
                .satisfies(slot -> assertThat(slot.allowedModels()).containsExactly("a", "b"));
        assertThat(settings.warnings())
                .containsExactly("/sluice/dev/providers/3/speed is no setting of a slot");
        assertThat(settings.errors())
                .containsExactly("/sluice/dev/providers/300/type has no slot number from 0 to 99");
    }

    private static SlotSettings read(Map<String, String> environment) {
        return SlotSettings.ofEnvironment(environment, TestCatalog.get());
    }

    private static Map<String, String> slot(String type) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_PROVIDER_TYPE_3", type);
        environment.put("SLUICE_PROVIDER_KEY_3", KEY);
        return environment;
    }

    private static Slot plain(int number, String provider, OptionalLong tpm) {
        return new Slot(
                number,
                new Access(provider, new Secret(KEY), Optional.empty()),
                NamedModels.NONE,
                new Allotment(Slot.DEFAULT_TIER, Limits.perMinute(OptionalLong.empty(), tpm)),
                Slot.DEFAULT_PRIORITY);
    }
}
