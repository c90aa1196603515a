package dev.sluice.core;

import dev.sluice.core.call.Ask;
import dev.sluice.core.call.Call;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.LimitGroup;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.ModelRef;
import dev.sluice.core.catalog.ModelTraits;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.catalog.PricedUnit;
import dev.sluice.core.catalog.Provenance;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.catalog.Retirement;
import dev.sluice.core.catalog.TokenBounds;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small catalog and the facts of requests to it. */
public final class Samples {
    public static final Provider TOGETHER =
            provider("together", tier(600, 180_000), true, List.of("togetherai"));
    public static final Provider ATLAS = provider("atlas", tier(100, 50_000), true, List.of());
    public static final Provider OPENAI = provider("openai", new TreeMap<>(), false, List.of());

    /** $1 and $2 a million tokens. */
    public static final Model LLAMA =
            model(TOGETHER, "meta/llama-70b", ModelKind.CHAT, 1_000_000_000, 2_000_000_000);

    public static final Model GPT_OSS =
            model(TOGETHER, "openai/gpt-oss-120b", ModelKind.CHAT, 100_000_000, 500_000_000);
    public static final Model E5 =
            model(TOGETHER, "intfloat/e5", ModelKind.EMBEDDING, 20_000_000, 0);
    public static final Model INSTRUCT =
            model(TOGETHER, "old/instruct", ModelKind.COMPLETION, 20_000_000, 20_000_000);
    public static final Model R1 = withOwnLimits("deepseek/r1", 3, 30_000);

    /** The same model, cheaper elsewhere. */
    public static final Model ATLAS_LLAMA =
            model(ATLAS, "meta/llama-70b", ModelKind.CHAT, 500_000_000, 500_000_000);

    public static final Model QWEN =
            model(ATLAS, "qwen/qwen3", ModelKind.CHAT, 300_000_000, 300_000_000);

    /** $0.80 a video. */
    public static final Model FILM = film();

    public static final Catalog CATALOG =
            new Catalog(
                    "2100-01-01",
                    List.of(TOGETHER, ATLAS, OPENAI),
                    List.of(LLAMA, GPT_OSS, E5, INSTRUCT, R1, ATLAS_LLAMA, QWEN, FILM),
                    Map.of("general", List.of(LLAMA.ref(), QWEN.ref()), "slow", refs(R1)));

    public static final Caller ANN = caller(List.of(), OptionalLong.empty(), OptionalLong.empty());

    private Samples() {}

    public static Caller caller(List<String> allowedModels, OptionalLong rpm, OptionalLong tpm) {
        return new Caller("ann", allowedModels, Limit.perMinute(rpm, tpm));
    }

    /** A prompt of 100 tokens that asks for at most 400. */
    public static Call call(String... models) {
        return call(ANN, models);
    }

    public static Call call(Caller caller, String... models) {
        return new Call(
                "0190-id",
                caller,
                new Ask(List.of(models), ModelKind.CHAT, true, 100, OptionalLong.of(400), 1));
    }

    /** A job: a video. */
    public static Call film(String requestId, Caller caller) {
        Ask ask = new Ask(List.of(FILM.id()), ModelKind.VIDEO, false, 0, OptionalLong.of(0), 1);
        return new Call(requestId, caller, ask);
    }

    private static Model film() {
        return new Model(
                new ModelRef(TOGETHER.name(), "film/short"),
                new ModelTraits("Film", ModelKind.VIDEO, "text-to-video", Set.of()),
                Optional.of(new Price.Unit(PricedUnit.VIDEO, 800_000_000)),
                TokenBounds.UNKNOWN,
                new TreeMap<>(),
                Retirement.NONE,
                new Provenance("a test", LocalDate.of(2100, 1, 1)));
    }

    public static Call call(long inputTokens, OptionalLong maxOutputTokens, int choices) {
        return new Call(
                "0190-id",
                ANN,
                new Ask(
                        List.of("general"),
                        ModelKind.CHAT,
                        true,
                        inputTokens,
                        maxOutputTokens,
                        choices));
    }

    public static Slot slot(int number, String provider) {
        return slot(number, provider, "key-" + number);
    }

    public static Slot slot(int number, String provider, String key) {
        return new Slot(
                number,
                new Access(
                        provider,
                        new Secret(key),
                        Optional.of(URI.create("https://" + provider + ".example/v1"))),
                NamedModels.NONE,
                Allotment.USUAL,
                Slot.DEFAULT_PRIORITY);
    }

    public static Slot slotFor(int number, String provider, String... allowedModels) {
        Slot slot = slot(number, provider);
        return new Slot(
                number,
                new Access(provider, slot.key(), slot.endpoint()),
                new NamedModels(Optional.empty(), List.of(allowedModels)),
                slot.allotment(),
                slot.priority());
    }

    public static Slot limited(Slot slot, long rpm, long tpm) {
        return new Slot(
                slot.number(),
                new Access(slot.provider(), slot.key(), slot.endpoint()),
                slot.named(),
                new Allotment(
                        slot.tier(), Limits.perMinute(OptionalLong.of(rpm), OptionalLong.of(tpm))),
                slot.priority());
    }

    public static Slot prior(Slot slot, int priority) {
        return new Slot(
                slot.number(),
                new Access(slot.provider(), slot.key(), slot.endpoint()),
                slot.named(),
                slot.allotment(),
                priority);
    }

    private static Provider provider(
            String name,
            SortedMap<Integer, Map<LimitGroup, Limits>> tiers,
            boolean listsModels,
            List<String> typeAliases) {
        return new Provider(
                name,
                name,
                typeAliases,
                Optional.of(URI.create("https://" + name + ".example/v1")),
                ProviderSpeech.OPENAI,
                tiers,
                false,
                listsModels);
    }

    private static SortedMap<Integer, Map<LimitGroup, Limits>> tier(long rpm, long tpm) {
        return new TreeMap<>(Map.of(1, Map.of(LimitGroup.CHAT, limits(rpm, tpm))));
    }

    private static Limits limits(long rpm, long tpm) {
        return Limits.perMinute(OptionalLong.of(rpm), OptionalLong.of(tpm));
    }

    private static Model model(
            Provider provider, String id, ModelKind kind, long inputPrice, long outputPrice) {
        return model(provider, id, kind, inputPrice, outputPrice, new TreeMap<>());
    }

    private static Model withOwnLimits(String id, long rpm, long tpm) {
        return model(
                TOGETHER,
                id,
                ModelKind.CHAT,
                3_000_000_000L,
                7_000_000_000L,
                new TreeMap<>(Map.of(1, limits(rpm, tpm))));
    }

    private static Model model(
            Provider provider,
            String id,
            ModelKind kind,
            long inputPrice,
            long outputPrice,
            SortedMap<Integer, Limits> ownLimits) {
        return new Model(
                new ModelRef(provider.name(), id),
                new ModelTraits(id, kind, "", Set.of()),
                Optional.of(new Price.Tokens(inputPrice, OptionalLong.empty(), outputPrice)),
                new TokenBounds(OptionalLong.of(131_072), OptionalLong.of(32_768)),
                ownLimits,
                Retirement.NONE,
                new Provenance("a test", LocalDate.of(2100, 1, 1)));
    }

    private static List<ModelRef> refs(Model model) {
        return List.of(model.ref());
    }
}
