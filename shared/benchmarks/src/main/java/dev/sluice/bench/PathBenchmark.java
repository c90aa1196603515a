package dev.sluice.bench;

import dev.sluice.core.admit.Admission;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.MemoryLimits;
import dev.sluice.core.admit.Reservation;
import dev.sluice.core.admit.Scope;
import dev.sluice.core.admit.Scopes;
import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.core.measure.Measures;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.catalog.CatalogLoader;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.Patched;
import dev.sluice.wire.openai.answer.AnswerRules;
import dev.sluice.wire.openai.answer.ChunkEditor;
import dev.sluice.wire.openai.answer.EventReader;
import dev.sluice.wire.openai.request.ChatRequest;
import dev.sluice.wire.openai.request.RequestRules;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The request path without any I/O, in microseconds: what the gateway itself computes. Run by
 * {@code make bench JMH=1}, with the flags of {@code make serve}.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PathBenchmark {
    private static final int CHUNKS = 64;
    private static final String MODEL = "meta-llama/Llama-3.3-70B-Instruct-Turbo";
    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private final byte[] request = request();
    private final byte[] stream = stream();
    private final Caller caller =
            new Caller(
                    "bench",
                    List.of(),
                    Limit.perMinute(OptionalLong.of(60_000_000), OptionalLong.of(60_000_000_000L)));
    private final Admit admit = new Admit(new MemoryLimits(), Clock.system());
    private @Nullable Candidate candidate;

    /** The catalog is read once. */
    @Setup
    public void catalog() throws IOException {
        candidate = candidate(CatalogLoader.bundled());
    }

    /** Reads the request and writes it as the provider gets it. */
    @Benchmark
    public int scanAndPatch() throws BadRequest, IOException {
        ChatRequest read = ChatRequest.parse(ChatRequest.Kind.CHAT, request);
        Patched patched = read.patch(MODEL, RequestRules.OPENAI);
        patched.writeTo(NOWHERE);
        return patched.lengthBytes();
    }

    /** Takes slot and caller, and corrects both to the real usage. */
    @Benchmark
    public Admission admitAndSettle() {
        Call call =
                new Call(
                        "0190-id",
                        caller,
                        new Ask(
                                List.of(MODEL),
                                ModelKind.CHAT,
                                true,
                                100,
                                OptionalLong.of(400),
                                1));
        Candidate known = Objects.requireNonNull(candidate);
        List<Scope> scopes = Scopes.of(known, caller);
        Reservation reservation =
                admit.reserve(Clock.system().epochMicros() + TimeUnit.MINUTES.toMicros(10));
        Admission admission = admit.move(reservation, scopes, Scopes.costs(call, known, scopes));
        reservation.settle(
                Measures.ONE_REQUEST
                        .with(Measure.INPUT_TOKENS, 100)
                        .with(Measure.OUTPUT_TOKENS, 64));
        return admission;
    }

    /** Reads, edits and writes a stream of 64 chunks. */
    @Benchmark
    public long editStream() throws IOException {
        SseReader reader = new SseReader(new ByteArrayInputStream(stream));
        ChunkEditor editor = new ChunkEditor(new AnswerRules(false, false, false));
        for (SseEvent event = reader.next(); event != null; event = reader.next()) {
            if (editor.accept(event) == EventReader.Verdict.RELAY) {
                editor.writeTo(NOWHERE);
            }
        }
        return editor.contentBytes();
    }

    private static Candidate candidate(Catalog catalog) {
        Provider provider = catalog.provider("together").orElseThrow();
        Slot slot =
                new Slot(
                        0,
                        new Access("together", new Secret("bench"), Optional.empty()),
                        NamedModels.NONE,
                        new Allotment(
                                Slot.DEFAULT_TIER,
                                Limits.perMinute(
                                        OptionalLong.of(60_000_000),
                                        OptionalLong.of(60_000_000_000L))),
                        Slot.DEFAULT_PRIORITY);
        return new Candidate(slot, provider, catalog.model("together", MODEL).orElseThrow());
    }

    private static byte[] request() {
        return ("{\"model\":\"general\",\"stream\":true,\"max_tokens\":400,\"messages\":[{\"role\":\"user\",\"content\":\""
                        + "Tell me about sluices, please. ".repeat(20)
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] stream() {
        String head =
                "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1764000000,\"model\":\"mock-model\",\"choices\":[{\"index\":0,\"delta\":";
        return ((head + "{\"content\":\"some words here\"},\"finish_reason\":null}]}\n\n")
                                .repeat(CHUNKS)
                        + head
                        + "{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":64,\"total_tokens\":164}}\n\ndata: [DONE]\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
