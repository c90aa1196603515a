package dev.sluice.gateway;

import dev.sluice.aws.settings.Endpoints;
import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import dev.sluice.webchat.signin.Allowed;
import dev.sluice.webchat.signin.SignInSettings;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the web frontend's doors. A wrong value is refused at start, by name.
 *
 * @param corsOrigins literal origins, such as {@code https://chat.example.com}
 * @param signIn empty where nobody signs in: gateway keys alone open the doors
 * @param creditNanoUsd what every user begins with
 * @param baseUrls by provider name, in place of the catalog's
 * @param allowedEndpoints further base URLs that users' own providers may have
 */
public record WebSettings(
        Set<String> corsOrigins,
        Optional<SignInSettings> signIn,
        long creditNanoUsd,
        Map<String, URI> baseUrls,
        List<URI> allowedEndpoints) {
    private static final String BASE_URLS = "SLUICE_BASE_URLS";
    private static final String BASE_URL = "SLUICE_BASE_URL_";

    public WebSettings {
        corsOrigins = Set.copyOf(corsOrigins);
        baseUrls = Map.copyOf(baseUrls);
        allowedEndpoints = List.copyOf(allowedEndpoints);
    }

    /** Throws a {@link ConfigException} that names the setting. */
    public static WebSettings from(Map<String, String> environment, Catalog catalog) {
        return new WebSettings(
                origins(environment),
                signIn(environment),
                nanoUsd("SLUICE_CREDIT_USD", environment.getOrDefault("SLUICE_CREDIT_USD", "3.00")),
                baseUrls(environment, catalog),
                list(environment, "SLUICE_ALLOWED_ENDPOINTS").stream()
                        .map(value -> url("SLUICE_ALLOWED_ENDPOINTS", value))
                        .toList());
    }

    /** An amount in USD with at most nine places. */
    static long nanoUsd(String name, String value) {
        try {
            return new BigDecimal(value.strip()).movePointRight(9).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new ConfigException(
                    name + " must be an amount in USD such as 3.00: \"" + value + '"');
        }
    }

    private static Set<String> origins(Map<String, String> environment) {
        Set<String> origins = new LinkedHashSet<>();
        for (String value : list(environment, "SLUICE_CORS_ORIGINS")) {
            URI url = url("SLUICE_CORS_ORIGINS", value);
            if (!url.getRawPath().isEmpty()) {
                throw new ConfigException(
                        "SLUICE_CORS_ORIGINS must name origins, without a path: \"" + value + '"');
            }
            origins.add(url.toString());
        }
        return origins;
    }

    private static Optional<SignInSettings> signIn(Map<String, String> environment) {
        Set<String> clientIds = Set.copyOf(list(environment, "SLUICE_GOOGLE_CLIENT_ID"));
        if (clientIds.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SignInSettings(
                        clientIds,
                        url(environment, "SLUICE_GOOGLE_JWKS_URL", SignInSettings.GOOGLE_JWKS),
                        url(
                                environment,
                                "SLUICE_GOOGLE_TOKENINFO_URL",
                                SignInSettings.GOOGLE_TOKEN_INFO),
                        new Allowed(
                                Set.copyOf(list(environment, "SLUICE_ALLOWED_EMAILS")),
                                Set.copyOf(list(environment, "SLUICE_ALLOWED_DOMAINS")))));
    }

    /** All in one setting, or one each, which wins. */
    private static Map<String, URI> baseUrls(Map<String, String> environment, Catalog catalog) {
        Map<String, URI> urls = new HashMap<>();
        for (String pair : list(environment, BASE_URLS)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new ConfigException(
                        BASE_URLS + " must be such as groq=https://host/v1,openai=https://host/v1");
            }
            String type = provider(BASE_URLS, pair.substring(0, equals), catalog);
            if (urls.put(type, url(BASE_URLS, pair.substring(equals + 1))) != null) {
                throw new ConfigException(BASE_URLS + " names " + type + " twice");
            }
        }
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith(BASE_URL) && !value.isBlank()) {
                        String type = name.substring(BASE_URL.length()).replace('_', '-');
                        urls.put(provider(name, type, catalog), url(name, value));
                    }
                });
        return urls;
    }

    private static String provider(String setting, String type, Catalog catalog) {
        return catalog.provider(type.toLowerCase(Locale.ROOT))
                .map(Provider::name)
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        setting
                                                + " names no provider type: \""
                                                + Shown.name(type)
                                                + '"'));
    }

    private static URI url(Map<String, String> environment, String name, URI otherwise) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? otherwise : url(name, value);
    }

    /** https, or plain http to this machine. */
    private static URI url(String name, String value) {
        try {
            return Endpoints.parse(value.strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + " " + e.getMessage());
        }
    }

    private static List<String> list(Map<String, String> environment, String name) {
        return Arrays.stream(environment.getOrDefault(name, "").split("[,\\s]+"))
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }
}
