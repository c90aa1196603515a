package dev.sluice.deploy.stack;

import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AWS SAM's command line, found on the PATH of the environment given. */
final class Sam {
    static final Version OLDEST = Version.parse("1.170");

    private static final Pattern VERSION = Pattern.compile("version (\\d+(?:\\.\\d+)+)");

    private final Path program;
    private final Map<String, String> environment;
    private final Terminal terminal;

    private Sam(Path program, Map<String, String> environment, Terminal terminal) {
        this.program = program;
        this.environment = environment;
        this.terminal = terminal;
    }

    static Sam find(Map<String, String> environment, Terminal terminal) {
        String separator = Pattern.quote(File.pathSeparator);
        for (String folder : environment.getOrDefault("PATH", "").split(separator)) {
            Path program = Path.of(folder, "sam");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return new Sam(program, environment, terminal);
            }
        }
        throw new Refused(
                "make deploy needs AWS SAM CLI (sam), and it is not on the PATH.",
                "Install it: pip install aws-sam-cli, brew install aws-sam-cli, or"
                        + " https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html");
    }

    /** Runs it and shows what it says; throws where it fails. */
    String run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        Process process = start(folder, arguments);
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                terminal.say("  %s", line);
            }
        }
        int exit = process.waitFor();
        if (exit != 0) {
            List<String> told = new ArrayList<>();
            told.add(
                    "sam "
                            + arguments.getFirst()
                            + " failed (exit "
                            + exit
                            + "); its reason stands above.");
            age(folder).ifPresent(told::add);
            throw new Refused(told);
        }
        return arguments.getFirst();
    }

    private Process start(Path folder, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putIfAbsent("SAM_CLI_TELEMETRY", "0");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    /** What an old one says of the template names no version: "runtime is not supported". */
    private Optional<String> age(Path folder) throws IOException {
        Process process = start(folder, List.of("--version"));
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            Matcher version = VERSION.matcher(said.readAllAsString());
            return version.find() && Version.parse(version.group(1)).compareTo(OLDEST) < 0
                    ? Optional.of(
                            "This is SAM CLI "
                                    + version.group(1)
                                    + ", and "
                                    + OLDEST
                                    + " is the oldest that was seen to do this: pip install -U aws-sam-cli, or brew upgrade aws-sam-cli.")
                    : Optional.empty();
        }
    }
}
