package dev.sluice.aws.settings;

import dev.sluice.core.call.Secret;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.core.limit.Limits;
import dev.sluice.core.resolve.Access;
import dev.sluice.core.resolve.Allotment;
import dev.sluice.core.resolve.NamedModels;
import dev.sluice.core.resolve.Slot;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Makes one slot of its settings. Throws an {@link IllegalArgumentException} with a line to show.
 */
final class SlotReader {
    private static final int HIGHEST_TIER = 5;
    private static final int HIGHEST_PRIORITY = 1_000_000;

    /** Keeps limit × window far from the end of a long. */
    private static final long HIGHEST_LIMIT = 10_000_000_000L;

    private final Catalog catalog;

    SlotReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * TYPE is there.
     *
     * @return empty where the key is missing that its type asks for
     */
    Optional<Slot> read(int number, Map<Field, Setting> settings, Setting type) {
        Provider provider = provider(type);
        Setting key = settings.get(Field.KEY);
        if (key == null && !provider.speech().signed()) {
            return Optional.empty();
        }
        Access access =
                new Access(
                        provider.name(),
                        key == null ? new Secret("") : secret(key),
                        endpoint(provider, type, setting(settings, Field.ENDPOINT)));
        return Optional.of(slot(number, settings, access));
    }

    private static Slot slot(int number, Map<Field, Setting> settings, Access access) {
        return new Slot(
                number,
                access,
                new NamedModels(
                        setting(settings, Field.MODEL).map(Setting::value),
                        setting(settings, Field.ALLOWED_MODELS)
                                .map(SlotReader::list)
                                .orElse(List.of()),
                        setting(settings, Field.SPEAKS).map(SlotReader::spoken).orElse(List.of())),
                allotment(settings),
                (int)
                        number(settings, Field.PRIORITY, 0, HIGHEST_PRIORITY)
                                .orElse(Slot.DEFAULT_PRIORITY));
    }

    private static Allotment allotment(Map<Field, Setting> settings) {
        Limits perMinute =
                Limits.perMinute(
                        number(settings, Field.RPM, 1, HIGHEST_LIMIT),
                        number(settings, Field.TPM, 1, HIGHEST_LIMIT));
        return new Allotment(
                (int) number(settings, Field.TIER, 0, HIGHEST_TIER).orElse(Slot.DEFAULT_TIER),
                perMinute.replacedBy(
                        setting(settings, Field.LIMITS)
                                .map(SlotReader::limits)
                                .orElse(Limits.NONE)));
    }

    private static Limits limits(Setting setting) {
        try {
            return LimitList.parse(setting.value());
        } catch (IllegalArgumentException e) {
            throw wrong(setting, "has a wrong limit: " + e.getMessage());
        }
    }

    private static Optional<Setting> setting(Map<Field, Setting> settings, Field field) {
        return Optional.ofNullable(settings.get(field));
    }

    private Provider provider(Setting type) {
        return catalog.provider(type.value())
                .orElseThrow(
                        () ->
                                wrong(
                                        type,
                                        "names no provider type: "
                                                + type.shown()
                                                + ". Known types: "
                                                + knownTypes()));
    }

    private String knownTypes() {
        return catalog.providers().stream()
                .map(Provider::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Goes into a header, so it must be fit for one. */
    private static Secret secret(Setting key) {
        if (!key.value().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw wrong(key, "must be printable ASCII without spaces");
        }
        return new Secret(key.value());
    }

    private static Optional<URI> endpoint(
            Provider provider, Setting type, Optional<Setting> endpoint) {
        if (endpoint.isEmpty() && provider.baseUrl().isEmpty()) {
            throw wrong(type, "is " + provider.name() + ", which needs an endpoint too");
        }
        return endpoint.map(
                setting -> {
                    try {
                        return EndpointUrl.parse(setting.value());
                    } catch (IllegalArgumentException e) {
                        throw wrong(setting, String.valueOf(e.getMessage()));
                    }
                });
    }

    private static List<String> list(Setting setting) {
        return Arrays.stream(setting.value().split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static List<String> spoken(Setting setting) {
        List<String> spoken = new ArrayList<>();
        for (String entry : list(setting)) {
            String language = entry.substring(entry.lastIndexOf('=') + 1).strip();
            if (!NamedModels.LANGUAGES.contains(language)) {
                throw wrong(
                        setting,
                        "must be messages, responses, or either behind a model and =: "
                                + setting.shown());
            }
            int equals = entry.lastIndexOf('=');
            spoken.add(equals < 0 ? language : entry.substring(0, equals).strip() + '=' + language);
        }
        return spoken;
    }

    private static OptionalLong number(
            Map<Field, Setting> settings, Field field, long least, long most) {
        Setting setting = settings.get(field);
        if (setting == null) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(setting.value());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of range
        }
        throw wrong(
                setting,
                "must be a whole number from " + least + " to " + most + ": " + setting.shown());
    }

    private static IllegalArgumentException wrong(Setting setting, String rule) {
        return new IllegalArgumentException(setting.name() + " " + rule);
    }
}
