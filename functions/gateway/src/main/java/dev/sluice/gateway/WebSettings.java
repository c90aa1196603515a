package dev.sluice.gateway;

import dev.sluice.aws.settings.BaseUrls;
import dev.sluice.aws.settings.EndpointUrl;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.core.call.Unpriced;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.limit.InFlight;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.measure.Measure;
import dev.sluice.webchat.signin.AllowedPeople;
import dev.sluice.webchat.signin.SignInSettings;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of the web frontend's doors. A wrong value is refused at start, by name.
 *
 * @param corsOrigins literal origins, such as {@code https://chat.example.com}
 * @param signIn empty where nobody signs in: gateway keys alone open the doors
 * @param creditNanoUsd what every user begins with
 * @param unpriced which models without a known price are served on credit
 * @param baseUrls by provider name, in place of the catalog's
 * @param allowedEndpoints further base URLs that users' own providers may have
 */
public record WebSettings(
        Set<String> corsOrigins,
        Optional<SignInSettings> signIn,
        long creditNanoUsd,
        Unpriced unpriced,
        Map<String, URI> baseUrls,
        List<URI> allowedEndpoints) {
    private static final long USER_RPM = 30;
    private static final long USER_TPM = 400_000;
    private static final long USER_IN_FLIGHT = 6;

    public WebSettings {
        corsOrigins = Set.copyOf(corsOrigins);
        baseUrls = Map.copyOf(baseUrls);
        allowedEndpoints = List.copyOf(allowedEndpoints);
    }

    /** Throws a {@link SettingsException} that names the setting. */
    public static WebSettings from(Map<String, String> environment, Catalog catalog) {
        Settings settings = new Settings(environment);
        return new WebSettings(
                origins(settings),
                signIn(settings),
                creditNanoUsd(settings),
                settings.flag("SLUICE_CREDIT_UNPRICED") ? Unpriced.ALL : Unpriced.OF_NAMED_SERVERS,
                BaseUrls.from(environment, catalog),
                settings.list("SLUICE_ALLOWED_ENDPOINTS").stream()
                        .map(value -> Settings.url("SLUICE_ALLOWED_ENDPOINTS", value))
                        .toList());
    }

    private static long creditNanoUsd(Settings settings) {
        String name = "SLUICE_CREDIT_USD";
        long nanoUsd = Settings.nanoUsd(name, settings.text(name).orElse("3.00"));
        if (nanoUsd < 0) {
            throw new SettingsException(name + " must not be negative");
        }
        return nanoUsd;
    }

    private static Set<String> origins(Settings settings) {
        Set<String> origins = new LinkedHashSet<>();
        for (String value : settings.list("SLUICE_CORS_ORIGINS")) {
            origins.add(origin(value));
        }
        return origins;
    }

    private static String origin(String value) {
        try {
            URI url = EndpointUrl.parse(value);
            if (url.getRawPath().isEmpty()) {
                return url.toString();
            }
        } catch (IllegalArgumentException e) {
            // told below, as a path is
        }
        throw new SettingsException(
                "SLUICE_CORS_ORIGINS must name origins, without a path, such as"
                        + " https://app.example.com (plain http on this machine only)");
    }

    private static Optional<SignInSettings> signIn(Settings settings) {
        Set<String> clientIds = Set.copyOf(settings.list("SLUICE_GOOGLE_CLIENT_ID"));
        if (clientIds.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SignInSettings(
                        clientIds,
                        settings.url("SLUICE_GOOGLE_JWKS_URL", SignInSettings.GOOGLE_JWKS),
                        settings.url(
                                "SLUICE_GOOGLE_TOKENINFO_URL", SignInSettings.GOOGLE_TOKEN_INFO),
                        new AllowedPeople(
                                Set.copyOf(settings.list("SLUICE_ALLOWED_EMAILS")),
                                Set.copyOf(settings.list("SLUICE_ALLOWED_DOMAINS"))),
                        userLimits(settings)));
    }

    private static List<Limit> userLimits(Settings settings) {
        return List.of(
                Limit.perMinute(Measure.REQUESTS, limit(settings, "SLUICE_USER_RPM", USER_RPM)),
                Limit.perMinute(Measure.TOKENS, limit(settings, "SLUICE_USER_TPM", USER_TPM)),
                new Limit(
                        Measure.REQUESTS,
                        limit(settings, "SLUICE_USER_IN_FLIGHT", USER_IN_FLIGHT),
                        InFlight.IN_FLIGHT));
    }

    private static long limit(Settings settings, String name, long otherwise) {
        return settings.number(name, otherwise, 1, Limit.MOST_COUNTED);
    }
}
