package dev.sluice.operator;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.core.admit.StoreUnavailable;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * Runs a command line on the tables of a stage; what goes wrong is a line on standard error, never
 * a stack trace.
 */
final class StageCommand {
    private static final Pattern PROFILE =
            Pattern.compile(
                    "\\) : \\[.*?, ProfileCredentialsProvider\\(.*?\\): (.*?), [A-Za-z]+Provider\\(",
                    Pattern.DOTALL);

    private StageCommand() {}

    /**
     * @param command the picocli command on this stage
     * @return the exit code: 0 done, 1 not done, 2 wrong arguments
     */
    static int run(
            Map<String, String> environment, Function<Stage, Object> command, String... args) {
        try {
            CommandLine line = new CommandLine(command.apply(Stage.of(environment)));
            return line.setExecutionExceptionHandler((e, _, _) -> failed(e, environment))
                    .execute(args);
        } catch (IllegalArgumentException e) {
            return failed(e, environment);
        }
    }

    static int failed(String message) {
        System.err.println(message);
        return 1;
    }

    private static int failed(Exception e, Map<String, String> environment) {
        return failed(message(e, environment));
    }

    /** What went wrong, and what to do about it. */
    static String message(Exception e, Map<String, String> environment) {
        return e.getMessage()
                + (e instanceof StoreUnavailable ? ". " + advice(e, environment) : "");
    }

    private static String advice(Exception failure, Map<String, String> environment) {
        String message = String.valueOf(failure.getMessage());
        if (isOverridden(environment)) {
            return "Is the local world running (make dev), or the stage's name right?";
        }
        if (message.contains("ResourceNotFound")) {
            return "Is the stage deployed, its name right, and AWS_REGION where it is?";
        }
        if (message.contains("AccessDenied")) {
            return "These AWS credentials may not do this; AWS_PROFILE names others.";
        }
        if (root(failure) instanceof IOException) {
            return "Can AWS be reached from here, and is AWS_REGION right?";
        }
        return "AWS credentials are missing or have run out: sign in (aws sso login) and name the"
                + " profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
                + profile(failure);
    }

    private static boolean isOverridden(Map<String, String> environment) {
        try (AwsClients clients = new AwsClients(environment)) {
            return clients.dynamoDbIsOverridden();
        }
    }

    /**
     * What is wrong with the profile; the SDK tells of all other sources too, in two thousand
     * letters.
     */
    private static String profile(Exception failure) {
        Throwable cause = failure.getCause();
        Matcher said = PROFILE.matcher(cause == null ? "" : String.valueOf(cause.getMessage()));
        return said.find() ? System.lineSeparator() + "The profile: " + said.group(1) : "";
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
