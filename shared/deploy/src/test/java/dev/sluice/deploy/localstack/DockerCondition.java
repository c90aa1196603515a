package dev.sluice.deploy.localstack;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether a Docker engine answers; asked once a run. */
final class DockerCondition implements ExecutionCondition {
    private static final long PATIENCE_SECONDS = 60;

    /** Set by {@code make integration}: not to run is a failure then. */
    private static final boolean REQUIRED =
            "required".equals(System.getProperty("sluice.integration"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> why = Asked.MISSING;
        if (why.isEmpty()) {
            return ConditionEvaluationResult.enabled("Docker answers");
        }
        if (REQUIRED) {
            throw new IllegalStateException("The LocalStack suite could not run: " + why.get());
        }
        return ConditionEvaluationResult.disabled(why.get());
    }

    /** Asks at its first use. */
    private static final class Asked {
        private static final Optional<String> MISSING = told(askDocker());

        private static Optional<String> told(Optional<String> missing) {
            missing.ifPresent(
                    why ->
                            System.out.println(
                                    "[SKIPPED] LocalStack suite: "
                                            + why
                                            + ". `make integration` runs it and fails where it cannot."));
            return missing;
        }
    }

    private static Optional<String> askDocker() {
        try {
            if (!succeeds("docker", "info")) {
                return Optional.of("`docker info` fails, there is no Docker engine");
            }
            // a pull of a gigabyte is for who asks for it
            return REQUIRED || succeeds("docker", "image", "inspect", LocalStack.IMAGE)
                    ? Optional.empty()
                    : Optional.of("the image " + LocalStack.IMAGE + " is not here");
        } catch (IOException e) {
            return Optional.of("there is no `docker`");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted while asking Docker");
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }
}
