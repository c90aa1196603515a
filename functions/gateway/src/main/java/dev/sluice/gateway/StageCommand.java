package dev.sluice.gateway;

import dev.sluice.core.admit.StoreUnavailable;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Runs a command line on the tables of a stage; what goes wrong is a line on standard error, never
 * a stack trace.
 */
final class StageCommand {
    private StageCommand() {}

    /**
     * @param command the picocli command of these settings
     * @return the exit code: 0 done, 1 not done, 2 wrong arguments
     */
    static int run(
            Map<String, String> environment, Function<Config, Object> command, String... args) {
        try {
            CommandLine line = new CommandLine(command.apply(Config.from(environment)));
            return line.setExecutionExceptionHandler((e, _, _) -> failed(e)).execute(args);
        } catch (ConfigException | IllegalArgumentException e) {
            return failed(e);
        }
    }

    static int failed(String message) {
        System.err.println(message);
        return 1;
    }

    private static int failed(Exception e) {
        String hint =
                e instanceof StoreUnavailable
                        ? " Is the local world running (make dev), or the stage's name right?"
                        : "";
        return failed(e.getMessage() + hint);
    }
}
