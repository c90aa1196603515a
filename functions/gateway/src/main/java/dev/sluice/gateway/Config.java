package dev.sluice.gateway;

import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.wire.upstream.Timeouts;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The settings of one process, from the environment: the only place that reads it. A wrong value is
 * refused at start, by name.
 *
 * @param stage names tables and parameters
 * @param port 0 = any free one
 * @param wholeAnswerMillis the overall time of an answer that is not streamed; at most that of all
 * @param sweepIntervalMillis how often rows of dead requests are looked for
 */
public record Config(
        String stage,
        Stores stores,
        String host,
        int port,
        Timeouts timeouts,
        long wholeAnswerMillis,
        long sweepIntervalMillis) {
    private static final Pattern STAGE = Pattern.compile("[a-z0-9-]{1,32}");

    /** Where limits, ledger and keys are kept. */
    public enum Stores {
        DYNAMODB,
        /** In this process alone: one instance, tests and benchmarks. */
        MEMORY
    }

    public Config {
        if (!STAGE.matcher(stage).matches()) {
            throw new ConfigException(
                    "SLUICE_STAGE must be 1 to 32 of a-z 0-9 -: \"" + stage + '"');
        }
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
        Timeouts timeouts = timeouts(environment);
        return new Config(
                environment.getOrDefault("SLUICE_STAGE", "local"),
                stores(environment.getOrDefault("SLUICE_STORES", "dynamodb")),
                environment.getOrDefault("HOST", "127.0.0.1"),
                (int) number(environment, "PORT", 3000, 0, 65_535),
                timeouts,
                Math.min(
                        millis(environment, "SLUICE_WHOLE_ANSWER_TIMEOUT_MS", wholeAnswerMillis),
                        timeouts.overallMillis()),
                number(environment, "SLUICE_SWEEP_INTERVAL_MS", 5_000, 10, 86_400_000));
    }

    /** The key that is good for one process: the given one, else a fresh one. */
    public static String localKey(Map<String, String> environment) {
        String given = environment.getOrDefault("SLUICE_LOCAL_KEY", "").strip();
        return given.isEmpty() ? GatewayKey.generate(new SecureRandom()) : given;
    }

    /** A whole number of a setting, or its default. */
    public static long number(
            Map<String, String> environment, String name, long otherwise, long least, long most) {
        String value = environment.getOrDefault(name, "").strip();
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
        throw new ConfigException(
                name
                        + " must be a whole number from "
                        + least
                        + " to "
                        + most
                        + ": \""
                        + value
                        + '"');
    }

    private static Timeouts timeouts(Map<String, String> environment) {
        Timeouts normal = Timeouts.DEFAULT;
        return new Timeouts(
                millis(environment, "SLUICE_CONNECT_TIMEOUT_MS", normal.connectMillis()),
                millis(environment, "SLUICE_FIRST_BYTE_TIMEOUT_MS", normal.firstByteMillis()),
                millis(environment, "SLUICE_IDLE_TIMEOUT_MS", normal.idleMillis()),
                millis(environment, "SLUICE_OVERALL_TIMEOUT_MS", normal.overallMillis()),
                millis(environment, "SLUICE_KEEP_ALIVE_MS", normal.keepAliveMillis()));
    }

    private static long millis(Map<String, String> environment, String name, long otherwise) {
        return number(environment, name, otherwise, 1, 86_400_000);
    }

    private static Stores stores(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "dynamodb" -> Stores.DYNAMODB;
            case "memory" -> Stores.MEMORY;
            default ->
                    throw new ConfigException(
                            "SLUICE_STORES must be dynamodb or memory: \"" + name + '"');
        };
    }
}
