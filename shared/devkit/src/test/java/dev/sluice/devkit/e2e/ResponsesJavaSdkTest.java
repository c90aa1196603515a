package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;
import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client on Responses: what its users see, in front of a provider of chats. */
class ResponsesJavaSdkTest {
    private static final String R1 = "deepseek-ai/DeepSeek-R1";

    private static ScriptedUpstream scripted;
    private static ScriptedProvider raw;
    private static World world;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws IOException {
        scripted = ScriptedUpstream.start(TokenPace.AT_ONCE);
        raw = new ScriptedProvider();
        world =
                World.settings()
                        .slot(0, "together", scripted.baseUrl().toString())
                        .serving(1, scripted.baseUrl().toString(), R1)
                        .serving(2, raw.baseUrl(), "raw/cut")
                        .start();
        client = client(World.KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        world.close();
        raw.close();
        scripted.close();
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(world.url()).apiKey(key).build();
    }

    private static ResponseCreateParams.Builder ask(String model) {
        return ResponseCreateParams.builder().model(model).input("Say hello");
    }

    private static String text(Response response) {
        StringBuilder text = new StringBuilder();
        for (ResponseOutputItem item : response.output()) {
            item.message()
                    .ifPresent(
                            message ->
                                    message.content()
                                            .forEach(
                                                    part ->
                                                            text.append(
                                                                    part.asOutputText().text())));
        }
        return text.toString();
    }

    @Test
    void creates() {
        Response response = client.responses().create(ask(LLAMA).instructions("Be kind").build());
        assertThat(response.validate()).isSameAs(response);
        assertThat(text(response)).contains("Say hello");
        assertThat(response.status()).contains(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().totalTokens()).isPositive();
    }

    @Test
    void streamsTheSameResponse() {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        StringBuilder deltas = new StringBuilder();
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask(LLAMA).build())) {
            stream.stream()
                    .peek(ResponseStreamEvent::validate)
                    .peek(accumulator::accumulate)
                    .forEach(
                            event ->
                                    event.outputTextDelta()
                                            .ifPresent(delta -> deltas.append(delta.delta())));
        }
        Response response = accumulator.response();
        assertThat(text(response))
                .isEqualTo(deltas.toString())
                .isEqualTo(text(client.responses().create(ask(LLAMA).build())));
        assertThat(response.validate()).isSameAs(response);
    }

    @Test
    void aToolsRoundTripEndsInAnAnswer() {
        FunctionTool tool =
                FunctionTool.builder()
                        .name("get_weather")
                        .description("The weather")
                        .strict(true)
                        .parameters(
                                FunctionTool.Parameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties",
                                                JsonValue.from(
                                                        Map.of("city", Map.of("type", "string"))))
                                        .build())
                        .build();
        Response called =
                client.responses()
                        .create(
                                ask(LLAMA)
                                        .addTool(tool)
                                        .toolChoice(ToolChoiceOptions.REQUIRED)
                                        .build());
        ResponseFunctionToolCall call = called.output().getFirst().asFunctionCall();
        assertThat(call.name()).isEqualTo("get_weather");
        List<ResponseInputItem> conversation = new ArrayList<>();
        conversation.add(
                ResponseInputItem.ofEasyInputMessage(
                        EasyInputMessage.builder()
                                .role(EasyInputMessage.Role.USER)
                                .content("Say hello")
                                .build()));
        conversation.add(ResponseInputItem.ofFunctionCall(call));
        conversation.add(
                ResponseInputItem.ofFunctionCallOutput(
                        ResponseInputItem.FunctionCallOutput.builder()
                                .callId(call.callId())
                                .output("rain over Delft")
                                .build()));
        Response answered =
                client.responses()
                        .create(
                                ResponseCreateParams.builder()
                                        .model(LLAMA)
                                        .inputOfResponse(conversation)
                                        .addTool(tool)
                                        .build());
        assertThat(text(answered)).contains("The tool says", "rain over Delft");
    }

    @Test
    void picturesGoOnToTheProvider() {
        ResponseInputItem shown =
                ResponseInputItem.ofEasyInputMessage(
                        EasyInputMessage.builder()
                                .role(EasyInputMessage.Role.USER)
                                .contentOfResponseInputMessageContentList(
                                        List.of(
                                                ResponseInputContent.ofInputText(
                                                        ResponseInputText.builder()
                                                                .text("What is this?")
                                                                .build()),
                                                ResponseInputContent.ofInputImage(
                                                        ResponseInputImage.builder()
                                                                .detail(
                                                                        ResponseInputImage.Detail
                                                                                .LOW)
                                                                .imageUrl(
                                                                        "data:image/png;base64,iVBORw0KGgo=")
                                                                .build())))
                                .build());
        client.responses()
                .create(
                        ResponseCreateParams.builder()
                                .model(LLAMA)
                                .inputOfResponse(List.of(shown))
                                .build());
        assertThat(new String(scripted.lastBody(), StandardCharsets.UTF_8))
                .contains(
                        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\",\"detail\":\"low\"}}");
    }

    @Test
    void whatAModelThinksIsAnItemOfItsOwn() {
        Response response = client.responses().create(ask(R1).build());
        assertThat(response.output().getFirst().asReasoning().summary().getFirst().text())
                .isNotBlank();
        assertThat(text(response)).isNotBlank();
        assertThat(response.usage().orElseThrow().outputTokensDetails().reasoningTokens())
                .isPositive();
    }

    @Test
    void anAnswerThatIsCutShortIsIncomplete() {
        Response response = client.responses().create(ask(LLAMA).maxOutputTokens(3L).build());
        assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails().orElseThrow().reason().orElseThrow().asString())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void aStreamThatBreaksIsSeenToFail() {
        raw.on("raw/cut", Scripts.cut(Scripts.say("Hel")));
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask("raw/cut").build())) {
            assertThatThrownBy(() -> stream.stream().forEach(_ -> {}))
                    .hasMessageContaining("mid-stream");
        }
    }

    @Test
    void errorsAreTheClientsOwn() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> client.responses().create(ask("no/such-model").build()));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(
                        () ->
                                client.responses()
                                        .create(ask(LLAMA).previousResponseId("resp_1").build()))
                .withMessageContaining("previous_response_id");
        OpenAIClient stranger = client("sk-wrong");
        assertThatExceptionOfType(UnauthorizedException.class)
                .isThrownBy(() -> stranger.responses().create(ask(LLAMA).build()));
        stranger.close();
    }
}
