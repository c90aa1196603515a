package dev.sluice.gateway.lambda;

import static dev.sluice.gateway.lambda.Template.list;
import static dev.sluice.gateway.lambda.Template.map;
import static dev.sluice.gateway.lambda.Template.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lambda.StreamingHandler;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would be wrong in silence: neither SAM nor CloudFormation refuses any of it. */
class TemplateTest {
    private final Template template = Template.read();

    TemplateTest() throws IOException {}

    @Test
    void everyRouteStreams() {
        Map<String, Object> events = map(template.properties("GatewayFunction").get("Events"));
        assertThat(events).isNotEmpty();
        events.forEach(
                (name, event) ->
                        assertThat(map(map(event).get("Properties")))
                                .as(name)
                                // another literal, such as STREAM, means buffered
                                .containsEntry("ResponseTransferMode", "RESPONSE_STREAM")
                                .containsEntry("TimeoutInMillis", "900000")
                                .containsEntry("RestApiId", Map.of("Ref", "GatewayApi")));
    }

    /** As text, the bytes of a file would be replaced by question marks. */
    @Test
    void formsComeByteForByte() {
        assertThat(list(template.properties("GatewayApi").get("BinaryMediaTypes")))
                .contains("multipart~1form-data");
    }

    @Test
    void theAliasAndTheSnapshotAreThere() {
        assertThat(template.properties("GatewayFunction"))
                .containsEntry("AutoPublishAlias", "live")
                .containsEntry("SnapStart", Map.of("ApplyOn", "PublishedVersions"))
                .containsEntry("Timeout", "900");
        assertThat(template.properties("SweeperFunction"))
                .containsEntry("AutoPublishAlias", "live");
    }

    /** Rollback counts on it. SAM makes the id, for the alias. */
    @Test
    void theSweeperIsPublishedBeforeTheGateway() {
        assertThat(map(template.resources().get("GatewayFunction")))
                .containsEntry("DependsOn", "SweeperFunctionAliaslive");
    }

    /** SAM names it after the event alone, and names of schedules are the account's. */
    @Test
    void theScheduleIsOfItsStage() {
        Map<String, Object> events = map(template.properties("SweeperFunction").get("Events"));
        assertThat(map(map(events.get("Often")).get("Properties")))
                .containsEntry("Name", Map.of("Fn::Sub", "sluice-${Stage}-sweep"));
    }

    /** Dashboards and roles are the account's; the names of all else are a region's. */
    @Test
    void aStageStandsInTwoRegionsOfAnAccount() throws IOException {
        for (Map<String, Object> dashboard : template.propertiesOf("AWS::CloudWatch::Dashboard")) {
            assertThat(dashboard)
                    .containsEntry(
                            "DashboardName", Map.of("Fn::Sub", "sluice-${Stage}-${AWS::Region}"));
        }
        for (Map<String, Object> role : template.propertiesOf("AWS::IAM::Role")) {
            assertThat(role).doesNotContainKey("RoleName");
        }
        assertThat(Files.readString(Path.of("../../docs/operations.md")))
                .contains("The dashboard `sluice-<stage>-<region>`");
    }

    @Test
    void theWrapperAndTheHandlersExist() throws Exception {
        Map<String, Object> variables =
                map(
                        map(template.properties("GatewayFunction").get("Environment"))
                                .get("Variables"));
        assertThat(variables)
                .containsEntry("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/bootstrap-stream");
        Path scripts = Path.of("../../shared/lambda-stream/src/main/scripts");
        assertThat(Files.isExecutable(scripts.resolve("bootstrap-stream"))).isTrue();
        Class<?> handler =
                Class.forName(text(template.properties("GatewayFunction").get("Handler")));
        assertThat(StreamingHandler.class).isAssignableFrom(handler);
        String sweeper = text(template.properties("SweeperFunction").get("Handler"));
        assertThat(Path.of("../sweeper/src/main/java", sweeper.replace('.', '/') + ".java"))
                .exists();
    }

    /** A deployed function must not have a key that everybody can read here. */
    @Test
    void localSettingsAreForTheLocalStageAlone() {
        Map<String, Object> variables =
                map(
                        map(template.properties("GatewayFunction").get("Environment"))
                                .get("Variables"));
        variables.forEach(
                (name, value) -> {
                    if (name.startsWith("SLUICE_PROVIDER_") || name.equals("SLUICE_LOCAL_KEY")) {
                        List<Object> choice = list(map(value).get("Fn::If"));
                        assertThat(choice).as(name).hasSize(3);
                        assertThat(choice.getFirst()).isEqualTo("IsLocal");
                        assertThat(choice.getLast()).isEqualTo(Map.of("Ref", "AWS::NoValue"));
                    }
                });
    }

    /** Lambda passes on no setting that the template does not name. */
    @ParameterizedTest
    @CsvSource({
        "SLUICE_CORS_ORIGINS, CorsOrigins",
        "SLUICE_GOOGLE_CLIENT_ID, GoogleClientId",
        "SLUICE_ALLOWED_EMAILS, AllowedEmails",
        "SLUICE_ALLOWED_DOMAINS, AllowedDomains",
        "SLUICE_CREDIT_USD, CreditUsd",
        "SLUICE_CREDIT_UNPRICED, CreditUnpriced",
        "SLUICE_USER_RPM, UserRpm",
        "SLUICE_USER_TPM, UserTpm",
        "SLUICE_USER_IN_FLIGHT, UserInFlight",
        "SLUICE_LIMITS_WITHOUT_STORE, LimitsWithoutStore",
        "SLUICE_ALLOWED_ENDPOINTS, AllowedEndpoints",
        "SLUICE_BASE_URLS, BaseUrls",
        "SLUICE_MODEL_MAP, ModelMap",
        "SLUICE_SIGNED_CALLERS, SignedCallers",
        "SLUICE_PUBLIC_URL, PublicUrl",
        "SLUICE_JOB_TIMEOUT_MS, JobTimeoutMs",
        "SLUICE_CONNECT_TIMEOUT_MS, ConnectTimeoutMs",
        "SLUICE_FIRST_BYTE_TIMEOUT_MS, FirstByteTimeoutMs",
        "SLUICE_IDLE_TIMEOUT_MS, IdleTimeoutMs",
        "SLUICE_OVERALL_TIMEOUT_MS, OverallTimeoutMs",
        "SLUICE_WHOLE_ANSWER_TIMEOUT_MS, WholeAnswerTimeoutMs",
        "SLUICE_KEEP_ALIVE_MS, KeepAliveMs",
    })
    void settingsOfAStageAreParameters(String setting, String parameter) {
        assertThat(variables("GatewayFunction")).containsEntry(setting, Map.of("Ref", parameter));
        assertThat(map(template.root().get("Parameters"))).containsKey(parameter);
    }

    /** Else who deploys reads of a setting and has no way to set it. */
    @Test
    void theReadmeSaysOfWhichSettingsAStageHasNoParameter() throws IOException {
        List<String> rows =
                Files.readAllLines(Path.of("../../README.md")).stream()
                        .filter(line -> line.startsWith("| `SLUICE_"))
                        .filter(line -> !line.startsWith("| `SLUICE_PROVIDER_"))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(8);
        for (String row : rows) {
            Matcher named = Pattern.compile("SLUICE_[A-Z_]+").matcher(row.split("\\|")[1]);
            while (named.find()) {
                String name = named.group();
                boolean isParameter =
                        variables("GatewayFunction").keySet().stream()
                                .anyMatch(known -> known.startsWith(name));
                assertThat(isParameter || row.contains("`make serve`")).as(row).isTrue();
            }
        }
    }

    /** The sweeper is to give up no job that the gateway still waits for, nor the reverse. */
    @Test
    void bothFunctionsWaitAsLongForAJob() {
        assertThat(variables("SweeperFunction"))
                .containsEntry("SLUICE_JOB_TIMEOUT_MS", Map.of("Ref", "JobTimeoutMs"));
    }

    @Test
    void theModelsThatItNamesAsExamplesAreNowhereRetired() {
        Map<String, Object> parameter = map(map(template.root().get("Parameters")).get("ModelMap"));
        List<String> named =
                Pattern.compile("=([^\\s,]+)")
                        .matcher(text(parameter.get("ConstraintDescription")))
                        .results()
                        .map(model -> model.group(1))
                        .toList();
        assertThat(named).hasSize(2);
        for (String id : named) {
            assertThat(CatalogLoader.bundled().models())
                    .filteredOn(model -> model.id().equals(id))
                    .isNotEmpty()
                    .allSatisfy(model -> assertThat(model.deprecatedOn()).isEmpty());
        }
    }

    private Map<String, Object> variables(String function) {
        return map(map(template.properties(function).get("Environment")).get("Variables"));
    }

    @ParameterizedTest
    @CsvSource({
        "PublicUrl, '', true",
        "PublicUrl, https://a.example.com/prod, true",
        "PublicUrl, http://a.example.com, false",
        "KeepAliveMs, '', true",
        "KeepAliveMs, 15000, true",
        "KeepAliveMs, 15s, false",
        "AllowedEndpoints, '', true",
        "AllowedEndpoints, https://a.example.com/v1, true",
        "AllowedEndpoints, 'https://a.example.com/v1,https://b.example.com', true",
        "AllowedEndpoints, http://a.example.com, false",
        "AllowedEndpoints, 'https://a.example.com https://b.example.com', false",
        "BaseUrls, '', true",
        "BaseUrls, groq=https://a.example.com/openai/v1, true",
        "BaseUrls, 'groq=https://a.example.com/v1,openai-compatible=https://b.example.com', true",
        "BaseUrls, https://a.example.com, false",
        "BaseUrls, groq=http://a.example.com, false",
        "ModelMap, '', true",
        "ModelMap, 'claude-*=openai/gpt-oss-120b,gpt-5=together:a/b', true",
        "ModelMap, claude-*, false",
    })
    void valuesAreRefusedBeforeAnythingIsDeployed(String parameter, String value, boolean fits) {
        Map<String, Object> declared = map(map(template.root().get("Parameters")).get(parameter));
        assertThat(declared).containsEntry("Default", "");
        // CloudFormation matches the whole value
        assertThat(value.matches(text(declared.get("AllowedPattern")))).isEqualTo(fits);
    }

    @Test
    void noStatementAllowsEverything() {
        List<Object> statements = new ArrayList<>();
        for (Map<String, Object> role : template.propertiesOf("AWS::IAM::Role")) {
            assertThat(role).doesNotContainKey("ManagedPolicyArns");
            for (Object policy : list(role.get("Policies"))) {
                statements.addAll(list(map(map(policy).get("PolicyDocument")).get("Statement")));
            }
        }
        for (Map<String, Object> policy : template.propertiesOf("AWS::IAM::Policy")) {
            statements.addAll(list(map(policy.get("PolicyDocument")).get("Statement")));
        }
        assertThat(statements).hasSizeGreaterThan(10);
        for (Object statement : statements) {
            for (Object action : list(map(statement).get("Action"))) {
                assertThat(text(action)).doesNotContain("*");
            }
            for (Object resource : list(map(statement).get("Resource"))) {
                assertThat(resource).isNotEqualTo("*").isInstanceOf(Map.class);
            }
        }
    }

    @Test
    void nobodyCallsBedrockUnlessThatIsSwitchedOn() {
        assertThat(map(template.resources().get("BedrockPolicy")))
                .containsEntry("Condition", "UsesBedrock");
        assertThat(map(map(template.root().get("Parameters")).get("Bedrock")))
                .containsEntry("Default", "off");
        assertThat(String.valueOf(template.resources().get("GatewayRole")))
                .doesNotContain("bedrock");
    }

    /**
     * What stays behind under a name of its own keeps the next stack of its stage from being made.
     */
    @Test
    void whatStaysWhenTheStackGoesHasNoNameOfItsOwn() {
        List<Map<String, Object>> staying =
                template.resources().values().stream()
                        .map(Template::map)
                        .filter(resource -> "Retain".equals(resource.get("DeletionPolicy")))
                        .map(resource -> map(resource.get("Properties")))
                        .toList();
        assertThat(staying).hasSize(2);
        assertThat(staying)
                .allSatisfy(
                        properties ->
                                assertThat(properties.keySet())
                                        .noneMatch(name -> name.endsWith("Name")));
    }

    @Test
    void everyFunctionHasARoleOfItsOwn() {
        assertThat(template.propertiesOf("AWS::Serverless::Function"))
                .allSatisfy(function -> assertThat(function).containsKey("Role"))
                .allSatisfy(function -> assertThat(function).doesNotContainKey("Policies"));
    }

    @Test
    void errorsOfApiGatewayLookLikeOpenAis() {
        Map<String, Object> responses =
                map(template.properties("GatewayApi").get("GatewayResponses"));
        assertThat(responses).containsKeys("DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED");
        responses.forEach(
                (name, response) -> {
                    String json =
                            text(
                                    map(map(response).get("ResponseTemplates"))
                                            .get("application/json"));
                    assertThat(json)
                            .as(name)
                            .contains("\"message\":", "\"type\":", "\"param\":", "\"code\":");
                    assertThat(map(map(map(response).get("ResponseParameters")).get("Headers")))
                            .as(name)
                            .containsKey("Access-Control-Allow-Origin");
                });
    }

    /** Every path but those below /aws/ has a method that asks for nothing. */
    @Test
    void whoForgetsToSignIsToldSo() {
        Map<String, Object> responses =
                map(template.properties("GatewayApi").get("GatewayResponses"));
        Map<String, Object> unsigned = map(responses.get("MISSING_AUTHENTICATION_TOKEN"));
        assertThat(unsigned).containsEntry("StatusCode", "401");
        assertThat(text(map(unsigned.get("ResponseTemplates")).get("application/json")))
                .contains("Sign it (SigV4, service execute-api)", "\"invalid_api_key\"");
    }

    /** SAM makes a new deployment for new text alone, and no parameter's value is in the text. */
    @Test
    void aChangedOriginReachesTheStage() {
        assertThat(template.properties("GatewayApi")).containsEntry("AlwaysDeploy", "true");
    }
}
