package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.LimitGroup;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.ProviderSpeech;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.limit.Sliding;
import dev.sluice.core.limit.Window;
import dev.sluice.core.measure.Measure;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A provider's part of a {@link CatalogImage}, and the limits that models have too. */
@SuppressWarnings("EnumOrdinal") // one and the same build writes and reads
final class ProviderImage {
    private static final LimitGroup[] GROUPS = LimitGroup.values();
    private static final Measure[] MEASURES = Measure.values();

    private ProviderImage() {}

    static void write(Provider provider, ImageWriter out) {
        out.text(provider.name());
        out.text(provider.displayName());
        out.all(provider.typeAliases(), out::text);
        out.optional(provider.baseUrl().map(URI::toString));
        out.text(provider.speech().dialect());
        out.all(provider.speech().quirks().stream().sorted().toList(), out::text);
        out.all(provider.speech().developerRoleModels(), out::text);
        write(new TreeMap<>(provider.speech().efforts()), out, out::text);
        write(
                new TreeMap<>(provider.speech().refused()),
                out,
                members -> out.all(members, out::text));
        out.flag(provider.speech().signed());
        out.optional(provider.speech().videosUrl().map(URI::toString));
        out.all(
                provider.tiers().entrySet(),
                tier -> {
                    out.count(tier.getKey());
                    writeGroups(tier.getValue(), out);
                });
        out.flag(provider.limitsAssumed());
        out.flag(provider.listsModels());
    }

    static Provider read(ImageReader in) {
        return new Provider(
                in.text(),
                in.text(),
                in.texts(),
                in.optionalText().map(URI::create),
                new ProviderSpeech(
                        in.text(),
                        Set.copyOf(in.texts()),
                        in.texts(),
                        byBeginning(in, in::text),
                        byBeginning(in, in::texts),
                        in.flag(),
                        in.optionalText().map(URI::create)),
                tiers(in),
                in.flag(),
                in.flag());
    }

    private static <T> void write(
            SortedMap<String, T> byBeginning, ImageWriter out, Consumer<T> value) {
        out.all(
                byBeginning.entrySet(),
                one -> {
                    out.text(one.getKey());
                    value.accept(one.getValue());
                });
    }

    private static <T> Map<String, T> byBeginning(ImageReader in, Supplier<T> value) {
        Map<String, T> byBeginning = new HashMap<>();
        for (int left = in.count(); left > 0; left--) {
            byBeginning.put(in.text(), value.get());
        }
        return byBeginning;
    }

    private static SortedMap<Integer, Map<LimitGroup, Limits>> tiers(ImageReader in) {
        SortedMap<Integer, Map<LimitGroup, Limits>> tiers = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            tiers.put(in.count(), groups(in));
        }
        return tiers;
    }

    private static Map<LimitGroup, Limits> groups(ImageReader in) {
        Map<LimitGroup, Limits> groups = new HashMap<>();
        for (int left = in.count(); left > 0; left--) {
            groups.put(GROUPS[in.count()], limits(in));
        }
        return groups;
    }

    /**
     * In the enum's order: that of an immutable map changes from run to run, and the jar with it.
     */
    private static void writeGroups(Map<LimitGroup, Limits> groups, ImageWriter out) {
        out.count(groups.size());
        for (LimitGroup group : GROUPS) {
            Limits limits = groups.get(group);
            if (limits != null) {
                out.count(group.ordinal());
                write(limits, out);
            }
        }
    }

    static void write(Limits limits, ImageWriter out) {
        out.all(limits.all(), limit -> write(limit, out));
    }

    static Limits limits(ImageReader in) {
        List<Limit> limits = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            limits.add(limit(in));
        }
        return new Limits(limits);
    }

    /** The window by its length where it has one: a start is not to look at its name. */
    private static void write(Limit limit, ImageWriter out) {
        out.count(limit.measure().ordinal());
        out.number(limit.amount());
        out.number(limit.window() instanceof Sliding sliding ? sliding.lengthMicros() : 0);
        if (!(limit.window() instanceof Sliding)) {
            out.text(limit.window().label());
        }
    }

    private static Limit limit(ImageReader in) {
        Measure measure = MEASURES[in.count()];
        long amount = in.number();
        long lengthMicros = in.number();
        Window window = lengthMicros == 0 ? Window.of(in.text()) : new Sliding(lengthMicros);
        return new Limit(measure, amount, window);
    }
}
