package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.LimitGroup;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.catalog.RateLimits;
import dev.sluice.core.catalog.Speech;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A provider's part of a {@link CatalogImage}, and the limits that models have too. */
@SuppressWarnings("EnumOrdinal") // one and the same build writes and reads
final class ProviderImage {
    private static final LimitGroup[] GROUPS = LimitGroup.values();

    private ProviderImage() {}

    static void write(Provider provider, ImageWriter out) {
        out.text(provider.name());
        out.text(provider.displayName());
        out.all(provider.typeAliases(), out::text);
        out.optional(provider.baseUrl().map(URI::toString));
        out.text(provider.speech().dialect());
        out.all(provider.speech().quirks().stream().sorted().toList(), out::text);
        out.all(provider.speech().developerRoleModels(), out::text);
        out.flag(provider.speech().signed());
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
                new Speech(in.text(), Set.copyOf(in.texts()), in.texts(), in.flag()),
                tiers(in),
                in.flag(),
                in.flag());
    }

    private static SortedMap<Integer, Map<LimitGroup, RateLimits>> tiers(ImageReader in) {
        SortedMap<Integer, Map<LimitGroup, RateLimits>> tiers = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            tiers.put(in.count(), groups(in));
        }
        return tiers;
    }

    private static Map<LimitGroup, RateLimits> groups(ImageReader in) {
        Map<LimitGroup, RateLimits> groups = new HashMap<>();
        for (int left = in.count(); left > 0; left--) {
            groups.put(GROUPS[in.count()], limits(in));
        }
        return groups;
    }

    /**
     * In the enum's order: that of an immutable map changes from run to run, and the jar with it.
     */
    private static void writeGroups(Map<LimitGroup, RateLimits> groups, ImageWriter out) {
        out.count(groups.size());
        for (LimitGroup group : GROUPS) {
            RateLimits limits = groups.get(group);
            if (limits != null) {
                out.count(group.ordinal());
                write(limits, out);
            }
        }
    }

    static void write(RateLimits limits, ImageWriter out) {
        out.optional(limits.rpm());
        out.optional(limits.tpm());
        out.optional(limits.imagesPerMinute());
    }

    static RateLimits limits(ImageReader in) {
        return new RateLimits(in.optionalNumber(), in.optionalNumber(), in.optionalNumber());
    }
}
