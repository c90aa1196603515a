package dev.sluice.aws.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Settings by name, read in one way everywhere: stripped, one that is blank is not set, and one
 * that is wrong is refused with a {@link SettingsException} that names it and the rule. What is
 * shown of a value is never more than the reader of that kind of value may show: nothing of a URL.
 *
 * <p>Does not copy: a change of the map is seen. As safe for threads as the map.
 */
public final class Settings {
    private final Map<String, String> values;

    public Settings(Map<String, String> values) {
        this.values = values;
    }

    /** {@code SLUICE_STAGE}: names tables and parameters. */
    public String stage() {
        String stage = text("SLUICE_STAGE").orElse("local");
        if (!stage.matches("[a-z0-9-]{1,32}")) {
            throw new SettingsException(
                    "SLUICE_STAGE must be 1 to 32 of a-z 0-9 -: \"" + stage + '"');
        }
        return stage;
    }

    /** Empty where it is not set. */
    public Optional<String> text(String name) {
        String value = values.getOrDefault(name, "").strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** A whole number, or its default. */
    public long number(String name, long otherwise, long least, long most) {
        String value = values.getOrDefault(name, "").strip();
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw new SettingsException(
                name
                        + " must be a whole number from "
                        + least
                        + " to "
                        + most
                        + ": \""
                        + value
                        + '"');
    }

    /** Whether it is on; it is off where it is not set. */
    public boolean flag(String name) {
        return switch (text(name).orElse("off").toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new SettingsException(name + " must be on or off");
        };
    }

    /** What commas and white space part, each once. */
    public List<String> list(String name) {
        return Arrays.stream(values.getOrDefault(name, "").split("[,\\s]+"))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    /** The same of pairs, with or without spaces around the sign between the two. */
    public List<String> pairs(String name) {
        String[] sides = values.getOrDefault(name, "").split("\\s*=\\s*", -1);
        return new Settings(Map.of(name, String.join("=", sides))).list(name);
    }

    /** https, or plain http to this machine. */
    public URI url(String name, URI otherwise) {
        String value = values.getOrDefault(name, "").strip();
        return value.isEmpty() ? otherwise : url(name, value);
    }

    /** One URL of a setting: https, or plain http to this machine. */
    public static URI url(String name, String value) {
        try {
            return EndpointUrl.parse(value.strip());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(name + " " + e.getMessage());
        }
    }

    /** An amount in USD with at most nine places, in nano-USD. */
    public static long nanoUsd(String name, String value) {
        try {
            return new BigDecimal(value.strip()).movePointRight(9).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new SettingsException(
                    name + " must be an amount in USD such as 3.00: \"" + value + '"');
        }
    }
}
