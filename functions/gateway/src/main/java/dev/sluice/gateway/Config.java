package dev.sluice.gateway;

import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.resolve.ModelMap;
import dev.sluice.wire.upstream.Timeouts;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one process, from the environment: the only place that reads it. A wrong value is
 * refused at start, by name.
 *
 * @param stage names tables and parameters
 * @param modelMap names of models that stand for others
 */
public record Config(
        String stage,
        Stores stores,
        WithoutStore limitsWithoutStore,
        Listen listen,
        Times times,
        ModelMap modelMap) {

    /**
     * Where a process on its own is reached.
     *
     * @param port 0 = any free one
     */
    public record Listen(String host, int port) {}

    /**
     * How long things may take.
     *
     * @param wholeAnswerMillis the overall time of an answer that is not streamed; at most that of
     *     all
     * @param sweepIntervalMillis how often rows of dead requests are looked for
     * @param jobMillis how long the end of a job is waited for
     */
    public record Times(
            Timeouts timeouts, long wholeAnswerMillis, long sweepIntervalMillis, long jobMillis) {}

    /** Where limits, ledger and keys are kept. */
    public enum Stores {
        DYNAMODB,
        /** In this process alone: one instance, tests and benchmarks. */
        MEMORY
    }

    /** What becomes of requests while the limits table is away. */
    public enum WithoutStore {
        REFUSE,
        /** Each instance keeps the limits by itself. */
        LOCAL
    }

    public static Map<String, String> environment() {
        return System.getenv();
    }

    public static Config from(Map<String, String> environment) {
        return from(environment, Long.MAX_VALUE);
    }

    /**
     * @param wholeAnswerMillis unless the environment says otherwise
     */
    public static Config from(Map<String, String> environment, long wholeAnswerMillis) {
        Settings settings = new Settings(environment);
        return new Config(
                settings.stage(),
                stores(settings.text("SLUICE_STORES").orElse("dynamodb")),
                withoutStore(settings.text("SLUICE_LIMITS_WITHOUT_STORE").orElse("refuse")),
                new Listen(
                        settings.text("HOST").orElse("127.0.0.1"),
                        (int) settings.number("PORT", 3000, 0, 65_535)),
                times(settings, wholeAnswerMillis),
                modelMap(settings));
    }

    private static Times times(Settings settings, long wholeAnswerMillis) {
        Timeouts timeouts = timeouts(settings);
        return new Times(
                timeouts,
                Math.min(
                        millis(settings, "SLUICE_WHOLE_ANSWER_TIMEOUT_MS", wholeAnswerMillis),
                        timeouts.overallMillis()),
                settings.number("SLUICE_SWEEP_INTERVAL_MS", 2_000, 10, 86_400_000),
                jobMillis(settings));
    }

    /** The key that is good for one process: the given one, else a fresh one. */
    public static String localKey(Map<String, String> environment) {
        return new Settings(environment)
                .text("SLUICE_LOCAL_KEY")
                .orElseGet(() -> GatewayKey.generate(new SecureRandom()));
    }

    /** Of the gateway and of the sweeper, which is to wait no longer. */
    public static long jobMillis(Settings settings) {
        return settings.number("SLUICE_JOB_TIMEOUT_MS", 10_800_000, 1_000, 86_400_000);
    }

    /** Where providers reach this gateway, for hints that a job has ended. */
    public static Optional<String> publicUrl(Settings settings) {
        return settings.text("SLUICE_PUBLIC_URL")
                .map(url -> Settings.url("SLUICE_PUBLIC_URL", url).toString());
    }

    private static Timeouts timeouts(Settings settings) {
        Timeouts normal = Timeouts.DEFAULT;
        return new Timeouts(
                millis(settings, "SLUICE_CONNECT_TIMEOUT_MS", normal.connectMillis()),
                millis(settings, "SLUICE_FIRST_BYTE_TIMEOUT_MS", normal.firstByteMillis()),
                millis(settings, "SLUICE_IDLE_TIMEOUT_MS", normal.idleMillis()),
                millis(settings, "SLUICE_OVERALL_TIMEOUT_MS", normal.overallMillis()),
                millis(settings, "SLUICE_KEEP_ALIVE_MS", normal.keepAliveMillis()));
    }

    private static long millis(Settings settings, String name, long otherwise) {
        return settings.number(name, otherwise, 1, 86_400_000);
    }

    private static ModelMap modelMap(Settings settings) {
        try {
            return ModelMap.of(settings.pairs("SLUICE_MODEL_MAP"));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("SLUICE_MODEL_MAP " + e.getMessage());
        }
    }

    private static Stores stores(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "dynamodb" -> Stores.DYNAMODB;
            case "memory" -> Stores.MEMORY;
            default ->
                    throw new SettingsException(
                            "SLUICE_STORES must be dynamodb or memory: \"" + name + '"');
        };
    }

    private static WithoutStore withoutStore(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "refuse" -> WithoutStore.REFUSE;
            case "local" -> WithoutStore.LOCAL;
            default ->
                    throw new SettingsException(
                            "SLUICE_LIMITS_WITHOUT_STORE must be refuse or local: \"" + name + '"');
        };
    }
}
