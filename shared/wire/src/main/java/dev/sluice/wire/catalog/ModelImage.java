package dev.sluice.wire.catalog;

import dev.sluice.core.catalog.Capability;
import dev.sluice.core.catalog.Model;
import dev.sluice.core.catalog.ModelKind;
import dev.sluice.core.catalog.ModelRef;
import dev.sluice.core.catalog.ModelTraits;
import dev.sluice.core.catalog.Price;
import dev.sluice.core.catalog.PricedUnit;
import dev.sluice.core.catalog.Provenance;
import dev.sluice.core.catalog.Retirement;
import dev.sluice.core.catalog.TokenBounds;
import dev.sluice.core.catalog.Tuning;
import dev.sluice.core.limit.Limits;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model's part of a {@link CatalogImage}. */
@SuppressWarnings("EnumOrdinal") // one and the same build writes and reads
final class ModelImage {
    private static final Capability[] CAPABILITIES = Capability.values();
    private static final ModelKind[] KINDS = ModelKind.values();
    private static final PricedUnit[] UNITS = PricedUnit.values();
    private static final Tuning.Sampling[] SAMPLINGS = Tuning.Sampling.values();
    private static final Tuning.Effort[] EFFORTS = Tuning.Effort.values();
    private static final Tuning.ThinkingOff[] THINKING_OFF = Tuning.ThinkingOff.values();
    private static final int NO_PRICE = 0;
    private static final int TOKENS = 1;
    private static final int MEGAPIXEL = 2;
    private static final int UNIT = 3;

    private ModelImage() {}

    static void write(Model model, ImageWriter out) {
        out.text(model.provider());
        out.text(model.id());
        out.text(model.displayName());
        out.count(model.kind().ordinal());
        out.text(model.category());
        out.set(model.capabilities());
        out.optional(model.traits().dimensions());
        out.flag(model.traits().tuning().isPresent());
        model.traits().tuning().ifPresent(tuning -> write(tuning, out));
        write(model.price(), out);
        out.optional(model.contextTokens());
        out.optional(model.maxOutputTokens());
        out.all(
                model.ownLimits().entrySet(),
                tier -> {
                    out.count(tier.getKey());
                    ProviderImage.write(tier.getValue(), out);
                });
        out.optional(day(model.deprecatedOn()));
        out.optional(model.replacedBy());
        out.text(model.source());
        out.number(model.asOf().toEpochDay());
    }

    static Model read(ImageReader in) {
        return new Model(
                new ModelRef(in.text(), in.text()),
                new ModelTraits(
                        in.text(),
                        KINDS[in.count()],
                        in.text(),
                        in.set(CAPABILITIES),
                        in.optionalNumber(),
                        in.flag() ? Optional.of(tuning(in)) : Optional.empty()),
                price(in),
                new TokenBounds(in.optionalNumber(), in.optionalNumber()),
                ownLimits(in),
                new Retirement(day(in.optionalNumber()), in.optionalText()),
                new Provenance(in.text(), LocalDate.ofEpochDay(in.number())));
    }

    private static void write(Tuning tuning, ImageWriter out) {
        out.count(tuning.sampling().ordinal());
        out.set(tuning.efforts());
        out.count(tuning.thinkingOff().ordinal());
        out.flag(tuning.choosesTools());
    }

    private static Tuning tuning(ImageReader in) {
        return new Tuning(
                SAMPLINGS[in.count()], in.set(EFFORTS), THINKING_OFF[in.count()], in.flag());
    }

    private static void write(Optional<Price> price, ImageWriter out) {
        switch (price.orElse(null)) {
            case null -> out.count(NO_PRICE);
            case Price.Tokens tokens -> {
                out.count(TOKENS);
                write(tokens, out);
                Price.Tokens.ShortPrompts cheap = tokens.shortPrompts().orElse(null);
                out.number(cheap == null ? 0 : cheap.mostInputTokens());
                if (cheap != null) {
                    write(cheap.price(), out);
                }
                out.optional(tokens.searchNanoUsd());
            }
            case Price.Megapixel megapixel -> {
                out.count(MEGAPIXEL);
                out.number(megapixel.nanoUsdPerMegapixel());
                out.optional(megapixel.defaultSteps());
            }
            case Price.Unit unit -> {
                out.count(UNIT);
                out.count(unit.unit().ordinal());
                out.number(unit.nanoUsdPerUnit());
            }
        }
    }

    private static void write(Price.Tokens tokens, ImageWriter out) {
        out.number(tokens.inputNanoUsdPerMillion());
        out.optional(tokens.cachedInputNanoUsdPerMillion());
        out.optional(tokens.cacheWriteNanoUsdPerMillion());
        out.number(tokens.outputNanoUsdPerMillion());
    }

    private static Price.Tokens tokens(ImageReader in) {
        return new Price.Tokens(in.number(), in.optionalNumber(), in.optionalNumber(), in.number());
    }

    private static Price.Tokens withShort(Price.Tokens tokens, ImageReader in) {
        long most = in.number();
        return most == 0 ? tokens : tokens.cheaperUpTo(most, tokens(in));
    }

    private static Price.Tokens searching(Price.Tokens tokens, ImageReader in) {
        OptionalLong nanoUsd = in.optionalNumber();
        return nanoUsd.isPresent() ? tokens.searching(nanoUsd.getAsLong()) : tokens;
    }

    private static Optional<Price> price(ImageReader in) {
        return switch (in.count()) {
            case TOKENS -> Optional.of(searching(withShort(tokens(in), in), in));
            case MEGAPIXEL -> Optional.of(new Price.Megapixel(in.number(), in.optionalNumber()));
            case UNIT -> Optional.of(new Price.Unit(UNITS[in.count()], in.number()));
            default -> Optional.empty();
        };
    }

    private static SortedMap<Integer, Limits> ownLimits(ImageReader in) {
        SortedMap<Integer, Limits> limits = new TreeMap<>();
        for (int left = in.count(); left > 0; left--) {
            limits.put(in.count(), ProviderImage.limits(in));
        }
        return limits;
    }

    private static OptionalLong day(Optional<LocalDate> date) {
        return date.isPresent() ? OptionalLong.of(date.get().toEpochDay()) : OptionalLong.empty();
    }

    private static Optional<LocalDate> day(OptionalLong epochDay) {
        return epochDay.isPresent()
                ? Optional.of(LocalDate.ofEpochDay(epochDay.getAsLong()))
                : Optional.empty();
    }
}
