package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.WebSearchTool20250305;
import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Anthropic's own Java client against the real server: what its users see, and how it retries. */
class AnthropicJavaSdkTest {
    private static final List<AnthropicClient> CLIENTS = new ArrayList<>();

    private static ScriptedUpstream scripted;
    private static ScriptedProvider raw;
    private static World world;
    private static AnthropicClient client;

    @BeforeAll
    static void start() throws IOException {
        scripted = ScriptedUpstream.start(TokenPace.AT_ONCE);
        raw = new ScriptedProvider();
        World.Settings settings =
                World.settings()
                        .slot(0, "together", scripted.baseUrl().toString())
                        .slot(1, "anthropic", raw.baseUrl().replace("/v1", ""));
        settings.slot(2, "anthropic", scripted.baseUrl().toString().replace("/v1", ""))
                .set("SLUICE_PROVIDER_ALLOWED_MODELS_2", "claude-opus-5-5,scripted/cut")
                .set("SLUICE_PROVIDER_PRIORITY_2", 1);
        for (int slot = 10; slot < 30; slot++) {
            settings.serving(slot, raw.baseUrl(), "raw/" + slot);
        }
        world = settings.start();
        client = client(World.KEY, 2);
    }

    @AfterAll
    static void stop() throws IOException {
        CLIENTS.forEach(AnthropicClient::close);
        world.close();
        raw.close();
        scripted.close();
    }

    private static AnthropicClient client(String key, int retries) {
        AnthropicClient made =
                AnthropicOkHttpClient.builder()
                        .baseUrl(world.url().replace("/v1", ""))
                        .apiKey(key)
                        .maxRetries(retries)
                        .build();
        CLIENTS.add(made);
        return made;
    }

    private static MessageCreateParams.Builder ask(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(200)
                .addUserMessage("Say hello");
    }

    private static Message streamed(MessageCreateParams params) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    private static String text(Message message) {
        StringBuilder text = new StringBuilder();
        message.content()
                .forEach(block -> block.text().ifPresent(said -> text.append(said.text())));
        return text.toString();
    }

    @Test
    void creates() {
        Message message = client.messages().create(ask("general").system("Be brief.").build());
        assertThat(text(message)).isNotBlank();
        assertThat(message.stopReason().orElseThrow())
                .isIn(StopReason.END_TURN, StopReason.MAX_TOKENS);
        assertThat(message.usage().inputTokens()).isPositive();
        assertThat(message.usage().outputTokens()).isPositive();
    }

    @Test
    void streamsTheSameAsItCreates() {
        MessageCreateParams params = ask(LLAMA).build();
        Message streamed = streamed(params);
        assertThat(text(streamed)).isEqualTo(text(client.messages().create(params)));
        assertThat(streamed.stopReason()).isPresent();
        assertThat(streamed.usage().outputTokens()).isPositive();
    }

    @Test
    void stopsAtItsLimit() {
        Message message = client.messages().create(ask(LLAMA).maxTokens(3).build());
        assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
    }

    @Test
    void aToolMakesItsRoundTrip() {
        Tool tool =
                Tool.builder()
                        .name("weather")
                        .description("Tells the weather")
                        .inputSchema(
                                Tool.InputSchema.builder()
                                        .properties(
                                                Tool.InputSchema.Properties.builder()
                                                        .putAdditionalProperty(
                                                                "city",
                                                                JsonValue.from(
                                                                        Map.of("type", "string")))
                                                        .build())
                                        .build())
                        .build();
        MessageCreateParams.Builder asked =
                MessageCreateParams.builder()
                        .model(LLAMA)
                        .maxTokens(500)
                        .addUserMessage("Use the tool weather for Bern")
                        .addTool(tool);
        Message called = streamed(asked.build());
        assertThat(called.stopReason()).contains(StopReason.TOOL_USE);
        ToolUseBlock use =
                called.content().stream()
                        .filter(ContentBlock::isToolUse)
                        .findFirst()
                        .orElseThrow()
                        .asToolUse();
        assertThat(use.name()).isEqualTo("weather");
        Message answered =
                client.messages()
                        .create(
                                asked.addMessage(called)
                                        .addUserMessageOfContentBlockParams(
                                                List.of(
                                                        ContentBlockParam.ofToolResult(
                                                                ToolResultBlockParam.builder()
                                                                        .toolUseId(use.id())
                                                                        .content("Sunny, 21")
                                                                        .build())))
                                        .build());
        assertThat(text(answered)).contains("Sunny, 21");
    }

    @Test
    void picturesGoOn() {
        raw.on("raw/10", Scripts.text("a cat"));
        ContentBlockParam picture =
                ContentBlockParam.ofImage(
                        ImageBlockParam.builder()
                                .source(
                                        Base64ImageSource.builder()
                                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                                .data("iVBORw0KGgo=")
                                                .build())
                                .build());
        ContentBlockParam question =
                ContentBlockParam.ofText(TextBlockParam.builder().text("What is it?").build());
        Message message =
                client.messages()
                        .create(
                                MessageCreateParams.builder()
                                        .model("raw/10")
                                        .maxTokens(9)
                                        .addUserMessageOfContentBlockParams(
                                                List.of(picture, question))
                                        .build());
        assertThat(text(message)).isEqualTo("a cat");
        assertThat(raw.seen().stream().map(ScriptedProvider.Seen::body))
                .anyMatch(body -> body.contains("\"data:image/png;base64,iVBORw0KGgo=\""));
    }

    @Test
    void thoughtsAreBlocksOfTheirOwn() {
        Message streamed =
                streamed(
                        ask("deepseek-ai/DeepSeek-V4-Pro")
                                .enabledThinking(1_024)
                                .maxTokens(2_000)
                                .build());
        Message whole =
                client.messages()
                        .create(ask("raw/11").enabledThinking(1_024).maxTokens(2_000).build());
        raw.on(
                "raw/11",
                Scripts.stream(
                        Scripts.event("{\"index\":0,\"delta\":{\"reasoning_content\":\"Hm. \"}}"),
                        Scripts.event("{\"index\":0,\"delta\":{\"reasoning_content\":\"Well.\"}}"),
                        Scripts.say("Hello"),
                        Scripts.finish("stop"),
                        Scripts.DONE));
        Message thought = streamed(ask("raw/11").enabledThinking(1_024).maxTokens(2_000).build());
        assertThat(text(streamed)).isNotBlank();
        assertThat(text(whole)).isNotBlank();
        assertThat(thought.content().getFirst().asThinking().thinking()).isEqualTo("Hm. Well.");
        assertThat(text(thought)).isEqualTo("Hello");
    }

    @Test
    void tokensAreCounted() {
        assertThat(
                        client.messages()
                                .countTokens(
                                        MessageCountTokensParams.builder()
                                                .model(LLAMA)
                                                .addUserMessage("word ".repeat(100))
                                                .build())
                                .inputTokens())
                .isBetween(100L, 200L);
    }

    @Test
    void modelsAreListed() {
        assertThat(client.models().list().data().stream().map(model -> model.id()))
                .contains(LLAMA, "raw/10");
        assertThat(client.models().retrieve("raw/10").id()).isEqualTo("raw/10");
    }

    @Test
    void errorsAreExceptionsOfTheirKind() {
        AnthropicClient stranger = client("sk-wrong", 2);
        UnauthorizedException unknown =
                catchThrowableOfType(
                        UnauthorizedException.class,
                        () -> stranger.messages().create(ask(LLAMA).build()));
        assertThat(unknown.requestId()).isPresent();
        assertThat(unknown.type()).isPresent();
        assertThat(
                        catchThrowableOfType(
                                NotFoundException.class,
                                () -> client.messages().create(ask("no/such").build())))
                .isNotNull();
        BadRequestException refused =
                catchThrowableOfType(
                        BadRequestException.class,
                        () ->
                                client.messages()
                                        .create(
                                                ask(LLAMA)
                                                        .addTool(
                                                                WebSearchTool20250305.builder()
                                                                        .build())
                                                        .build()));
        assertThat(refused.getMessage()).contains("web_search_20250305");
    }

    @Test
    void aLimitIsTriedAgainAfterTheWaitAndA5xxTwiceMore() {
        AtomicInteger failures = new AtomicInteger(1);
        raw.on(
                "raw/12",
                call ->
                        (failures.getAndDecrement() > 0
                                        ? Scripts.error(429, "retry-after: 1\r\n", "slow")
                                        : Scripts.text("at last"))
                                .play(call));
        assertThat(text(client.messages().create(ask("raw/12").build()))).isEqualTo("at last");
        raw.on("raw/13", Scripts.error(500, "", "boom"));
        assertThat(
                        catchThrowableOfType(
                                InternalServerException.class,
                                () -> client.messages().create(ask("raw/13").build())))
                .isNotNull();
        assertThat(raw.requestsFor("raw/13")).isEqualTo(3);
    }

    @Test
    void aLimitOfTheKeyIsARateLimit() {
        String key = world.key("anthropic-once", OptionalLong.of(1), OptionalLong.empty());
        AnthropicClient hurried = client(key, 0);
        hurried.messages().create(ask("raw/14").build());
        RateLimitException limited =
                catchThrowableOfType(
                        RateLimitException.class,
                        () -> hurried.messages().create(ask("raw/14").build()));
        assertThat(limited.headers().values("anthropic-ratelimit-requests-limit"))
                .containsExactly("1");
        assertThat(raw.requestsFor("raw/14")).isEqualTo(1);
    }

    @Test
    void aStreamThatBreaksOffIsAnException() {
        raw.on("raw/15", Scripts.cut(Scripts.say("Hel")));
        assertThat(catchThrowable(() -> streamed(ask("raw/15").build())))
                .isInstanceOf(AnthropicServiceException.class);
    }

    @Test
    void whatIsPassedThroughIsReadAsFromAnthropic() {
        raw.on("claude-sonnet-5-5", Scripts.stream(AnthropicProviderTest.EVENTS));
        Message message = streamed(ask("claude-sonnet-5-5").build());
        assertThat(message.id()).isEqualTo("msg_1");
        assertThat(message.content()).hasSize(3);
        assertThat(message.usage().cacheReadInputTokens()).contains(3_000L);
    }

    @Test
    void theScriptedProviderSpeaksMessagesToo() {
        MessageCreateParams params = ask("claude-opus-5-5").build();
        Message streamed = streamed(params);
        assertThat(text(streamed)).isEqualTo(text(client.messages().create(params)));
        assertThat(streamed.usage().cacheReadInputTokens().orElseThrow()).isPositive();
        Message called =
                streamed(
                        ask("claude-opus-5-5")
                                .toolToolChoice("weather")
                                .addTool(
                                        Tool.builder()
                                                .name("weather")
                                                .inputSchema(Tool.InputSchema.builder().build())
                                                .build())
                                .build());
        assertThat(called.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(called.content().getLast().asToolUse().name()).isEqualTo("weather");
        assertThat(catchThrowable(() -> streamed(ask("scripted/cut").build())))
                .isInstanceOf(AnthropicServiceException.class);
    }
}
