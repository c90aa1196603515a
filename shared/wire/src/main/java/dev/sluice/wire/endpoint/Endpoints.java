package dev.sluice.wire.endpoint;

import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.wire.job.JobTongue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What clients can call. Immutable. */
public final class Endpoints {
    /** All there are, one line each. */
    public static final Endpoints ALL =
            new Endpoints(
                    List.of(
                            new ChatCompletions(),
                            new Completions(),
                            new Responses(),
                            new Messages(),
                            new Embeddings(),
                            new Rerank("/v1/rerank"),
                            new Rerank("/v2/rerank"),
                            new Moderations(),
                            Pictures.generations(),
                            Pictures.edits(),
                            new Speech(),
                            new Transcriptions("/v1/audio/transcriptions"),
                            new Transcriptions("/v1/audio/translations"),
                            new Videos(),
                            AtlasGenerate.image(),
                            AtlasGenerate.video(),
                            AtlasGenerate.audio()));

    private final Map<String, Endpoint> byPath = new LinkedHashMap<>();
    private final Map<String, Endpoint> byCountingPath = new HashMap<>();

    public Endpoints(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            byPath.put(endpoint.route().path(), endpoint);
            endpoint.counting()
                    .ifPresent(counting -> byCountingPath.put(counting.route().path(), endpoint));
        }
    }

    public List<Endpoint> all() {
        return List.copyOf(byPath.values());
    }

    public @Nullable Endpoint at(String path) {
        return byPath.get(path);
    }

    /** The endpoint whose requests are counted at a path. */
    public @Nullable Endpoint countedAt(String path) {
        return byCountingPath.get(path);
    }

    /** The path that a model is asked at: one that changes pictures needs some. */
    public Optional<String> pathOf(Model model) {
        return model.changesPictures() ? Optional.of(Pictures.EDITS) : pathOf(model.kind());
    }

    /** The same in Atlas Cloud's own form; empty where the model is not Atlas Cloud's. */
    public Optional<String> atlasPathOf(Model model) {
        if (!model.provider().equals(JobTongue.ATLAS_PROVIDER)) {
            return Optional.empty();
        }
        return byPath.values().stream()
                .filter(AtlasGenerate.class::isInstance)
                .filter(endpoint -> endpoint.kind() == model.kind())
                .map(endpoint -> endpoint.route().path())
                .findFirst();
    }

    /** The path that models of this kind are asked at; empty where there is none. */
    public Optional<String> pathOf(ModelKind kind) {
        return byPath.values().stream()
                .filter(endpoint -> endpoint.kind() == kind)
                .map(endpoint -> endpoint.route().path())
                .findFirst();
    }
}
