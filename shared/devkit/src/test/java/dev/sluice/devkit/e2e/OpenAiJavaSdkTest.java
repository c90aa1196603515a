package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import dev.sluice.standins.ScriptedProvider;
import dev.sluice.standins.Scripts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own Java client against the real server: what its users see, and how it retries. */
class OpenAiJavaSdkTest {
    private static final String CLAUDE = "claude-haiku-4-5";
    private static final String IMAGE = "data:image/png;base64,iVBORw0KGgo=";

    private static final List<OpenAIClient> CLIENTS = new ArrayList<>();

    private static ScriptedUpstream scripted;
    private static ScriptedProvider raw;
    private static World world;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws IOException {
        scripted = ScriptedUpstream.start(TokenPace.AT_ONCE);
        raw = new ScriptedProvider();
        World.Settings settings =
                World.settings()
                        .slot(0, "together", scripted.baseUrl().toString())
                        .slot(1, "anthropic", scripted.baseUrl().toString().replace("/v1", ""));
        for (int slot = 10; slot < 30; slot++) {
            settings.serving(slot, raw.baseUrl(), "raw/" + slot);
        }
        world = settings.start();
        client = client(World.KEY);
    }

    @AfterAll
    static void stop() throws IOException {
        CLIENTS.forEach(OpenAIClient::close);
        world.close();
        raw.close();
        scripted.close();
    }

    private static OpenAIClient client(String key) {
        return client(key, 2);
    }

    private static OpenAIClient client(String key, int retries) {
        OpenAIClient made =
                OpenAIOkHttpClient.builder()
                        .baseUrl(world.url())
                        .apiKey(key)
                        .maxRetries(retries)
                        .build();
        CLIENTS.add(made);
        return made;
    }

    private static ChatCompletionCreateParams.Builder ask(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Say hello");
    }

    @Test
    void creates() {
        ChatCompletion completion =
                client.chat().completions().create(ask("general").maxCompletionTokens(50).build());
        assertThat(completion.choices().getFirst().message().content()).isPresent();
        assertThat(completion.choices().getFirst().finishReason().asString())
                .isIn("stop", "length");
        assertThat(completion.usage().orElseThrow().completionTokens()).isPositive();
        assertThat(completion.validate()).isSameAs(completion);
    }

    @Test
    void createsSeveralChoices() {
        ChatCompletion completion = client.chat().completions().create(ask(LLAMA).n(3).build());
        assertThat(completion.choices()).hasSize(3);
    }

    /** The second model's provider speaks another language. */
    @ParameterizedTest
    @ValueSource(strings = {LLAMA, CLAUDE})
    void streams(String model) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask(model).build())) {
            chunks = stream.stream().peek(whole::accumulate).toList();
        }
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.validate().usage()).isEmpty());
        assertThat(chunks.getFirst().choices().getFirst().delta().role())
                .contains(ChatCompletionChunk.Choice.Delta.Role.ASSISTANT);
        assertThat(whole.chatCompletion().choices().getFirst().message().content().orElseThrow())
                .contains(model);
    }

    @Test
    void streamsWithUsageAtTheEndAlone() {
        ChatCompletionCreateParams params =
                ask(LLAMA)
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build())
                        .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(chunks.getLast().choices()).isEmpty();
            assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isPositive();
            assertThat(chunks.subList(0, chunks.size() - 1))
                    .allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
        }
    }

    @Test
    void callsTools() {
        ChatCompletionCreateParams params =
                ask(LLAMA)
                        .addTool(weather())
                        .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                        .build();
        ChatCompletion completion = client.chat().completions().create(params);
        assertThat(
                        completion
                                .choices()
                                .getFirst()
                                .message()
                                .toolCalls()
                                .orElseThrow()
                                .getFirst()
                                .asFunction()
                                .function()
                                .name())
                .isEqualTo("get_weather");
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        ChatCompletion.Choice choice = whole.chatCompletion().choices().getFirst();
        assertThat(choice.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(
                        Tree.parse(
                                        choice.message()
                                                .toolCalls()
                                                .orElseThrow()
                                                .getFirst()
                                                .asFunction()
                                                .function()
                                                .arguments())
                                .names())
                .containsExactly("city");
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(
                        FunctionDefinition.builder()
                                .name("get_weather")
                                .parameters(
                                        FunctionParameters.builder()
                                                .putAdditionalProperty(
                                                        "type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties",
                                                        JsonValue.from(
                                                                Map.of(
                                                                        "city",
                                                                        Map.of("type", "string"))))
                                                .build())
                                .build())
                .build();
    }

    @Test
    void sendsVisionParts() {
        ChatCompletionCreateParams params =
                ChatCompletionCreateParams.builder()
                        .model("raw/10")
                        .addUserMessageOfArrayOfContentParts(
                                List.of(
                                        ChatCompletionContentPart.ofText(
                                                ChatCompletionContentPartText.builder()
                                                        .text("What is this?")
                                                        .build()),
                                        ChatCompletionContentPart.ofImageUrl(
                                                ChatCompletionContentPartImage.builder()
                                                        .imageUrl(
                                                                ChatCompletionContentPartImage
                                                                        .ImageUrl.builder()
                                                                        .url(IMAGE)
                                                                        .build())
                                                        .build())))
                        .build();
        assertThat(client.chat().completions().create(params).choices()).hasSize(1);
        assertThat(raw.seen()).anyMatch(seen -> seen.body().contains(IMAGE));
    }

    @Test
    void listsAndRetrievesModels() {
        List<Model> models = client.models().list().data();
        assertThat(models).extracting(Model::id).contains(LLAMA, "raw/10");
        models.forEach(Model::validate);
        assertThat(client.models().retrieve(LLAMA).ownedBy()).isEqualTo("together");
        assertThat(client.models().retrieve("raw/10").id()).isEqualTo("raw/10");
    }

    @Test
    void completesPromptsTheOldWay() {
        CompletionCreateParams params =
                CompletionCreateParams.builder().model(LLAMA).prompt("Once").maxTokens(20).build();
        Completion completion = client.completions().create(params);
        assertThat(completion.choices().getFirst().text()).isNotBlank();
        try (StreamResponse<Completion> stream = client.completions().createStreaming(params)) {
            assertThat(stream.stream().flatMap(part -> part.choices().stream()).toList())
                    .isNotEmpty();
        }
    }

    @Test
    void errorsHaveTheirClasses() {
        OpenAIClient stranger = client("sk-test-stranger");
        UnauthorizedException unauthorized =
                catchThrowableOfType(
                        UnauthorizedException.class,
                        () -> stranger.chat().completions().create(ask(LLAMA).build()));
        assertThat(unauthorized.code()).contains("invalid_api_key");
        NotFoundException notFound =
                catchThrowableOfType(
                        NotFoundException.class,
                        () -> client.chat().completions().create(ask("nope").build()));
        assertThat(notFound.code()).contains("model_not_found");
        assertThat(notFound.param()).contains("model");
        BadRequestException bad =
                catchThrowableOfType(
                        BadRequestException.class,
                        () ->
                                client.chat()
                                        .completions()
                                        .create(ask(LLAMA).maxCompletionTokens(2_000_000).build()));
        assertThat(bad.param()).contains("max_tokens");
        String narrow =
                world.key(
                        "sdk-narrow",
                        List.of("raw/10"),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty());
        OpenAIClient restricted = client(narrow);
        assertThat(
                        catchThrowableOfType(
                                PermissionDeniedException.class,
                                () -> restricted.chat().completions().create(ask(LLAMA).build())))
                .isNotNull();
    }

    @Test
    void a429IsTriedAgainAfterTheWaitItNames() {
        var failures = new AtomicInteger(1);
        raw.on(
                "raw/11",
                call ->
                        (failures.getAndDecrement() > 0
                                        ? Scripts.error(429, "retry-after-ms: 1200\r\n", "slow")
                                        : Scripts.text("at last"))
                                .play(call));
        long startNanos = System.nanoTime();
        ChatCompletion completion = client.chat().completions().create(ask("raw/11").build());
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        assertThat(completion.choices().getFirst().message().content()).contains("at last");
        assertThat(tookMillis).isBetween(1_150L, 20_000L);
        assertThat(raw.requestsFor("raw/11")).isEqualTo(2);
    }

    @Test
    void aLimitOfTheKeyIsA429WhoseRetriesDoNotReachTheProvider() {
        String key = world.key("sdk-once", OptionalLong.of(1), OptionalLong.empty());
        OpenAIClient hurried = client(key, 0);
        hurried.chat().completions().create(ask("raw/12").build());
        RateLimitException limited =
                catchThrowableOfType(
                        RateLimitException.class,
                        () -> hurried.chat().completions().create(ask("raw/12").build()));
        assertThat(limited.headers().values("retry-after")).hasSize(1);
        assertThat(raw.requestsFor("raw/12")).isEqualTo(1);
    }

    @Test
    void a5xxIsTriedTwiceMore() {
        raw.on("raw/13", Scripts.error(500, "", "boom"));
        assertThat(
                        catchThrowableOfType(
                                InternalServerException.class,
                                () -> client.chat().completions().create(ask("raw/13").build())))
                .isNotNull();
        assertThat(raw.requestsFor("raw/13")).isEqualTo(3);
    }

    @Test
    void whatARetryCannotHelpIsTriedOnce() {
        raw.on("raw/14", Scripts.error(402, "", "no credit"));
        OpenAIServiceException refused =
                catchThrowableOfType(
                        OpenAIServiceException.class,
                        () -> client.chat().completions().create(ask("raw/14").build()));
        assertThat(refused.statusCode()).isEqualTo(503);
        raw.on("raw/15", Scripts.error(400, "", "bad"));
        assertThat(
                        catchThrowableOfType(
                                BadRequestException.class,
                                () -> client.chat().completions().create(ask("raw/15").build())))
                .isNotNull();
        long rows =
                world.rows().stream()
                        .filter(row -> List.of("raw/14", "raw/15").contains(row.get("modelAsked")))
                        .count();
        assertThat(rows).isEqualTo(2);
        assertThat(raw.requestsFor("raw/14")).isEqualTo(1);
        assertThat(raw.requestsFor("raw/15")).isEqualTo(1);
    }

    @Test
    void aBrokenStreamIsAnException() {
        raw.on("raw/16", Scripts.cut(Scripts.say("Hel")));
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask("raw/16").build())) {
            assertThat(catchThrowableOfType(SseException.class, () -> stream.stream().toList()))
                    .isNotNull();
        }
    }

    @Test
    void closingAStreamHangsUp() throws Exception {
        raw.on("raw/17", Scripts.thenSilent(Scripts.say("Hel")));
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask("raw/17").build())) {
            assertThat(stream.stream().findFirst()).isPresent();
        }
        raw.awaitHangUpNanos();
    }
}
