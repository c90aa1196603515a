package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.LimitGroup;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.measure.Measure;
import dev.sluice.wire.dialect.OpenAiDialect;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.messages.AnthropicDialect;
import dev.sluice.wire.openai.Quirk;
import dev.sluice.wire.openai.request.Effort;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What one file says: a provider and its rows. */
record ProviderFile(Provider provider, List<Model> models) {

    static ProviderFile read(Row file) {
        return file.read(ProviderFile::fields);
    }

    private static ProviderFile fields(Row file) {
        file.note();
        String name = file.text("provider");
        List<Row> rows = file.rows("models", "id");
        Provider provider =
                new Provider(
                        name,
                        file.text("name"),
                        file.texts("typeAliases"),
                        file.optionalText("baseUrl").map(URI::create),
                        speech(file),
                        byTier(file.object("tiers"), ProviderFile::limitsByGroup),
                        file.flag("limitsAssumed"),
                        !rows.isEmpty());
        return new ProviderFile(provider, rows.stream().map(row -> model(provider, row)).toList());
    }

    private static Model model(Provider provider, Row row) {
        Model model = ModelRow.read(provider.name(), row);
        if (AnthropicDialect.isSpokenBy(provider, model) != model.traits().tuning().isPresent()) {
            throw row.broken(
                    "\"tuning\" must say what a model takes that is asked in Messages, and of no"
                            + " other");
        }
        return model;
    }

    private static ProviderSpeech speech(Row file) {
        Set<String> quirks = new TreeSet<>();
        file.texts("quirks").forEach(quirk -> quirks.add(Quirk.valueOf(quirk).name()));
        String dialect = file.optionalText("dialect").orElse(OpenAiDialect.NAME);
        if (!Dialects.ALL.has(dialect)) {
            throw new IllegalArgumentException("there is no dialect \"" + dialect + "\"");
        }
        return new ProviderSpeech(
                dialect,
                quirks,
                file.texts("developerRoleModels"),
                file.object("efforts").read(ProviderFile::efforts),
                file.object("refused").read(ProviderFile::refused),
                file.flag("signed"),
                file.optionalText("videosUrl").map(URI::create));
    }

    private static Map<String, String> efforts(Row efforts) {
        Map<String, String> byBeginning = new HashMap<>();
        for (String begins : efforts.keys()) {
            byBeginning.put(begins, Effort.valueOf(efforts.text(begins)).name());
        }
        return byBeginning;
    }

    private static Map<String, List<String>> refused(Row refused) {
        Map<String, List<String>> byBeginning = new HashMap<>();
        for (String begins : refused.keys()) {
            byBeginning.put(begins, refused.texts(begins));
        }
        return byBeginning;
    }

    private static Map<LimitGroup, Limits> limitsByGroup(Row groups) {
        Map<LimitGroup, Limits> limits = new EnumMap<>(LimitGroup.class);
        for (String key : groups.keys()) {
            limits.put(
                    LimitGroup.valueOf(key.toUpperCase(Locale.ROOT)),
                    groups.object(key).read(ProviderFile::limits));
        }
        return limits;
    }

    /** {@code rpm}, {@code tpm}, {@code imagesPerMinute}, or any {@link Limit#name}. */
    static Limits limits(Row limits) {
        List<Limit> list = new ArrayList<>();
        for (String key : limits.keys()) {
            list.add(limit(key, limits.optionalLong(key).orElseThrow()));
        }
        return new Limits(list);
    }

    private static Limit limit(String key, long amount) {
        if (amount <= 0) {
            throw new IllegalArgumentException("limit \"" + key + "\" must be positive: " + amount);
        }
        return switch (key) {
            case "rpm" -> Limit.perMinute(Measure.REQUESTS, amount);
            case "tpm" -> Limit.perMinute(Measure.TOKENS, amount);
            case "imagesPerMinute" -> Limit.perMinute(Measure.IMAGES, amount);
            default -> Limit.settable(Limit.named(key, amount));
        };
    }

    /** An object whose keys are account tiers. */
    static <T> SortedMap<Integer, T> byTier(Row tiers, Function<Row, T> reader) {
        SortedMap<Integer, T> byTier = new TreeMap<>();
        for (String tier : tiers.keys()) {
            byTier.put(Integer.valueOf(tier), tiers.object(tier).read(reader));
        }
        return byTier;
    }
}
