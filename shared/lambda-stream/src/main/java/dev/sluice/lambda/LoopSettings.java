package dev.sluice.lambda;

import java.util.Map;

/** What Lambda tells the process through its environment. */
record LoopSettings(
        String handler,
        int loopCount,
        boolean snapStart,
        String functionName,
        String functionVersion,
        String logGroup,
        String logStream,
        int memoryMegabytes) {

    private static final int LOOP_LIMIT = 10_000;

    static LoopSettings from(Map<String, String> environment) {
        return new LoopSettings(
                environment.getOrDefault("_HANDLER", ""),
                positive(environment, "AWS_LAMBDA_MAX_CONCURRENCY", "1"),
                "snap-start".equals(environment.get("AWS_LAMBDA_INITIALIZATION_TYPE")),
                environment.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", ""),
                environment.getOrDefault("AWS_LAMBDA_FUNCTION_VERSION", ""),
                environment.getOrDefault("AWS_LAMBDA_LOG_GROUP_NAME", ""),
                environment.getOrDefault("AWS_LAMBDA_LOG_STREAM_NAME", ""),
                positive(environment, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"));
    }

    LoopSettings {
        if (loopCount > LOOP_LIMIT) {
            throw new IllegalArgumentException(
                    "AWS_LAMBDA_MAX_CONCURRENCY must be at most " + LOOP_LIMIT + ": " + loopCount);
        }
    }

    private static int positive(Map<String, String> environment, String name, String orElse) {
        String text = environment.getOrDefault(name, orElse);
        try {
            int value = Integer.parseInt(text);
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a positive number: " + text, e);
        }
        throw new IllegalArgumentException(name + " must be a positive number: " + text);
    }
}
