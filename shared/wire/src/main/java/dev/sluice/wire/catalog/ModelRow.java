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
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one row of a provider's file. */
final class ModelRow {

    private static final int NANO_USD_DIGITS = 9;

    private ModelRow() {}

    static Model read(String provider, Row row) {
        return row.read(fields -> model(provider, fields));
    }

    private static Model model(String provider, Row row) {
        row.note();
        return new Model(
                new ModelRef(provider, row.text("id")),
                new ModelTraits(
                        row.text("name"),
                        ModelKind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                        row.optionalText("category").orElse(""),
                        capabilities(row),
                        row.optionalLong("dimensions"),
                        row.has("tuning")
                                ? Optional.of(row.object("tuning").read(ModelRow::tuning))
                                : Optional.empty()),
                row.has("price")
                        ? Optional.of(row.object("price").read(ModelRow::price))
                        : Optional.empty(),
                new TokenBounds(row.optionalLong("context"), row.optionalLong("maxOutput")),
                ProviderFile.byTier(row.object("limits"), ProviderFile::limits),
                new Retirement(
                        row.optionalText("deprecatedOn").map(ModelRow::date),
                        row.optionalText("replacedBy")),
                new Provenance(row.text("source"), date(row.text("asOf"))));
    }

    private static Set<Capability> capabilities(Row row) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (String name : row.texts("capabilities")) {
            capabilities.add(Capability.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return capabilities;
    }

    private static Tuning tuning(Row row) {
        if (!row.has("efforts")) {
            throw new IllegalArgumentException("\"efforts\" is missing");
        }
        Set<Tuning.Effort> efforts = EnumSet.noneOf(Tuning.Effort.class);
        for (String name : row.texts("efforts")) {
            efforts.add(Tuning.Effort.valueOf(name.toUpperCase(Locale.ROOT)));
        }
        return new Tuning(
                Tuning.Sampling.valueOf(row.text("sampling").toUpperCase(Locale.ROOT)),
                efforts,
                Tuning.ThinkingOff.valueOf(row.text("thinkingOff").toUpperCase(Locale.ROOT)),
                row.flag("choosesTools"));
    }

    private static Price price(Row price) {
        if (price.has("megapixel")) {
            return new Price.Megapixel(
                    nanoUsd(price.text("megapixel")), price.optionalLong("defaultSteps"));
        }
        Optional<Price> unitPrice = unitPrice(price);
        return unitPrice.orElseGet(
                () ->
                        new Price.Tokens(
                                nanoUsd(price.text("input")),
                                optionalNanoUsd(price, "cachedInput"),
                                optionalNanoUsd(price, "cacheWrite"),
                                nanoUsd(price.text("output")),
                                shortPrompts(price),
                                optionalNanoUsd(price, "search")));
    }

    private static Optional<Price.Tokens.ShortPrompts> shortPrompts(Row price) {
        return price.has("shortPrompts")
                ? Optional.of(price.object("shortPrompts").read(ModelRow::shortPrompt))
                : Optional.empty();
    }

    private static Price.Tokens.ShortPrompts shortPrompt(Row price) {
        return new Price.Tokens.ShortPrompts(
                price.optionalLong("most").orElseThrow(), (Price.Tokens) price(price));
    }

    private static Optional<Price> unitPrice(Row price) {
        for (PricedUnit unit : PricedUnit.values()) {
            Optional<String> usd = price.optionalText(fieldOf(unit));
            if (usd.isPresent()) {
                return Optional.of(new Price.Unit(unit, nanoUsd(usd.get())));
            }
        }
        return Optional.empty();
    }

    private static String fieldOf(PricedUnit unit) {
        return switch (unit) {
            case IMAGE -> "image";
            case VIDEO -> "video";
            case CALL -> "call";
            case SECOND -> "second";
            case MINUTE -> "minute";
            case MILLION_CHARACTERS -> "millionCharacters";
        };
    }

    private static OptionalLong optionalNanoUsd(Row price, String key) {
        Optional<String> usd = price.optionalText(key);
        return usd.isPresent() ? OptionalLong.of(nanoUsd(usd.get())) : OptionalLong.empty();
    }

    /** Exact, digit by digit: what is finer than a nano-USD is refused, not rounded. */
    private static long nanoUsd(String usd) {
        int point = usd.indexOf('.');
        int fractionDigits = point < 0 ? 0 : usd.length() - point - 1;
        if (fractionDigits > NANO_USD_DIGITS) {
            throw new IllegalArgumentException("price must be a whole number of nano-USD: " + usd);
        }
        if (usd.isEmpty() || usd.startsWith(".") || usd.endsWith(".")) {
            throw notDecimal(usd);
        }
        long nanoUsd = 0;
        for (int i = 0; i < usd.length(); i++) {
            if (i != point) {
                nanoUsd = Math.addExact(Math.multiplyExact(nanoUsd, 10), digit(usd, i));
            }
        }
        for (int i = fractionDigits; i < NANO_USD_DIGITS; i++) {
            nanoUsd = Math.multiplyExact(nanoUsd, 10);
        }
        return nanoUsd;
    }

    private static int digit(String usd, int index) {
        int digit = usd.charAt(index) - '0';
        if (digit < 0 || digit > 9) {
            throw notDecimal(usd);
        }
        return digit;
    }

    private static IllegalArgumentException notDecimal(String usd) {
        return new IllegalArgumentException("price must be a plain decimal: " + usd);
    }

    /**
     * By hand: the first use of {@code DateTimeFormatter} costs a cold start more than the whole
     * catalog.
     */
    private static LocalDate date(String isoDate) {
        if (isoDate.length() != 10 || isoDate.charAt(4) != '-' || isoDate.charAt(7) != '-') {
            throw new IllegalArgumentException("date must be yyyy-mm-dd: " + isoDate);
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(isoDate, 0, 4, 10),
                    Integer.parseInt(isoDate, 5, 7, 10),
                    Integer.parseInt(isoDate, 8, 10, 10));
        } catch (NumberFormatException | DateTimeException malformed) {
            throw new IllegalArgumentException("date must be yyyy-mm-dd: " + isoDate, malformed);
        }
    }
}
