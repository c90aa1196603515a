package dev.sluice.aws.settings;

import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.catalog.Provider;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Base URLs that the operator gives provider types in place of the catalog's: {@code
 * SLUICE_BASE_URLS}, {@code SLUICE_BASE_URL_<TYPE>}.
 */
public final class BaseUrls {
    private static final String BASE_URLS = "SLUICE_BASE_URLS";
    private static final String BASE_URL = "SLUICE_BASE_URL_";

    private BaseUrls() {}

    /**
     * By provider name, all in one setting, or one each, which wins; throws a {@link
     * SettingsException} that names the setting.
     */
    public static Map<String, URI> from(Map<String, String> environment, Catalog catalog) {
        Map<String, URI> urls = new HashMap<>();
        for (String pair : new Settings(environment).list(BASE_URLS)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new SettingsException(
                        BASE_URLS + " must be such as groq=https://host/v1,openai=https://host/v1");
            }
            String type = provider(BASE_URLS, pair.substring(0, equals), catalog);
            if (urls.put(type, Settings.url(BASE_URLS, pair.substring(equals + 1))) != null) {
                throw new SettingsException(BASE_URLS + " names " + type + " twice");
            }
        }
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith(BASE_URL) && !value.isBlank()) {
                        String type = name.substring(BASE_URL.length()).replace('_', '-');
                        urls.put(provider(name, type, catalog), Settings.url(name, value));
                    }
                });
        return urls;
    }

    private static String provider(String setting, String type, Catalog catalog) {
        return catalog.provider(type.toLowerCase(Locale.ROOT))
                .map(Provider::name)
                .orElseThrow(
                        () ->
                                new SettingsException(
                                        setting
                                                + " names no provider type: \""
                                                + Shown.name(type)
                                                + '"'));
    }
}
