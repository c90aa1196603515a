package dev.sluice.aws.settings;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of all settings that begin with {@code SLUICE_}. One that is written wrong would be
 * passed over in silence otherwise.
 */
public final class SettingNames {
    private static final String OURS = "SLUICE_";

    /** Families whose readers tell of wrong names themselves. */
    private static final List<String> FAMILIES = List.of("SLUICE_PROVIDER_", "SLUICE_BASE_URL_");

    private static final Set<String> NAMES =
            Set.of(
                    "SLUICE_ALLOWED_DOMAINS",
                    "SLUICE_ALLOWED_EMAILS",
                    "SLUICE_ALLOWED_ENDPOINTS",
                    "SLUICE_BASE_URLS",
                    "SLUICE_CONNECT_TIMEOUT_MS",
                    "SLUICE_CORS_ORIGINS",
                    "SLUICE_CREDIT_UNPRICED",
                    "SLUICE_CREDIT_USD",
                    "SLUICE_FIRST_BYTE_TIMEOUT_MS",
                    "SLUICE_GOOGLE_CLIENT_ID",
                    "SLUICE_GOOGLE_JWKS_URL",
                    "SLUICE_GOOGLE_TOKENINFO_URL",
                    "SLUICE_IDLE_TIMEOUT_MS",
                    "SLUICE_JOB_TIMEOUT_MS",
                    "SLUICE_KEEP_ALIVE_MS",
                    "SLUICE_KEY",
                    "SLUICE_LIMITS_WITHOUT_STORE",
                    "SLUICE_LOCAL_KEY",
                    "SLUICE_MODEL_MAP",
                    "SLUICE_OVERALL_TIMEOUT_MS",
                    "SLUICE_PUBLIC_URL",
                    "SLUICE_RESPONSE_MODE",
                    "SLUICE_SETTLE_MS",
                    "SLUICE_SIGNED_CALLERS",
                    "SLUICE_SMOKE_KEY",
                    "SLUICE_STAGE",
                    "SLUICE_STORES",
                    "SLUICE_SWEEP_INTERVAL_MS",
                    "SLUICE_USER_IN_FLIGHT",
                    "SLUICE_USER_RPM",
                    "SLUICE_USER_TPM",
                    "SLUICE_WHOLE_ANSWER_TIMEOUT_MS");

    private SettingNames() {}

    /** A sentence for each name that looks like one of ours and is none, in their order. */
    public static List<String> warnings(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> name.startsWith(OURS) && !isKnown(name))
                .sorted()
                .map(name -> name + " is no setting of Sluice: it is ignored")
                .toList();
    }

    static boolean isKnown(String name) {
        return NAMES.contains(name) || FAMILIES.stream().anyMatch(name::startsWith);
    }
}
