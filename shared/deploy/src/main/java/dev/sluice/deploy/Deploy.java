package dev.sluice.deploy;

import dev.sluice.core.call.Secret;
import dev.sluice.deploy.aws.AwsFault;
import dev.sluice.deploy.aws.Clients;
import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.code.CodeDeploy;
import dev.sluice.deploy.code.Rollback;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.env.EnvDeploy;
import dev.sluice.deploy.logs.LogGroups;
import dev.sluice.deploy.logs.LogTail;
import dev.sluice.deploy.smoke.Smoke;
import dev.sluice.deploy.smoke.SmokeKey;
import dev.sluice.deploy.smoke.StreamVerdict;
import dev.sluice.deploy.stack.StackDeploy;
import dev.sluice.deploy.stack.StackRest;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The deploy commands of the Makefile. AWS is where the environment says, as for the gateway; the
 * key of smoke tests is {@code SLUICE_SMOKE_KEY}, never an argument.
 */
@Command(name = "deploy", description = "Brings a stage to AWS.")
public final class Deploy {
    /** Which smoke test: with what key, if any, and for which model, if one is named. */
    private record Asking(Optional<Secret> key, Optional<String> model) {}

    private final Map<String, String> environment;
    private final Terminal terminal;
    private final Pacing pacing;
    private final Clients clients;

    @Option(
            names = "--root",
            defaultValue = ".",
            description = "the project, with template.yaml, env/ and target/",
            scope = CommandLine.ScopeType.INHERIT)
    private Path root = Path.of(".");

    Deploy(Map<String, String> environment, Terminal terminal, Pacing pacing) {
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
        this.pacing = pacing;
        this.clients = new Clients(environment);
    }

    public static void main(String[] args) {
        System.exit(run(System.getenv(), Terminal.system(), Pacing.real(), args));
    }

    /** The exit code: 0 done, 1 not done, 2 wrong arguments. */
    static int run(
            Map<String, String> environment, Terminal terminal, Pacing pacing, String... args) {
        return new CommandLine(new Deploy(environment, terminal, pacing))
                .setExecutionExceptionHandler((e, line, result) -> failed(terminal, e))
                .execute(args);
    }

    @Command(name = "env", description = "Provider settings of env/<stage>.env to SSM.")
    int env(
            @Option(names = "--stage", required = true) String stage,
            @Option(names = "--prune") boolean prune,
            @Option(names = "--yes") boolean yes)
            throws Exception {
        envDeploy().run(new EnvDeploy.Order(stage, envFile(stage), prune, yes));
        return 0;
    }

    @Command(name = "code", description = "Code only: new versions behind the aliases.")
    int code(
            @Option(names = "--stage", required = true) String stage,
            @Option(names = "--model") @Nullable String model,
            @Option(names = "--package-seconds", defaultValue = "0") long packageSeconds)
            throws Exception {
        Asking asking = new Asking(SmokeKey.of(environment), Optional.ofNullable(model));
        Steps steps = steps(packageSeconds);
        Stack stack = Stack.of(clients.cloudFormation(), stage);
        new CodeDeploy(clients.lambda(), terminal, pacing)
                .run(packages(stack), steps, () -> prove(stack.url(), asking));
        end(steps, stack.url());
        return 0;
    }

    @Command(name = "there", description = "Whether there is such a stage; changes nothing.")
    int there(@Option(names = "--stage", required = true) String stage) {
        Stack.of(clients.cloudFormation(), stage);
        return 0;
    }

    @Command(name = "check", description = "Whether stack has all it needs; changes nothing.")
    int check(@Option(names = "--stage", required = true) String stage) throws Exception {
        new StackDeploy(environment, terminal).check(root, stage);
        if (Files.exists(envFile(stage))) {
            EnvDeploy.check(envFile(stage), CatalogLoader.bundled());
        }
        return 0;
    }

    @Command(name = "stack", description = "Everything, the first time included.")
    int stack(
            @Option(names = "--stage", required = true) String stage,
            @Option(names = "--model") @Nullable String model,
            @Option(names = "--package-seconds", defaultValue = "0") long packageSeconds,
            @Option(names = "--yes") boolean yes)
            throws Exception {
        Asking asking = new Asking(SmokeKey.of(environment), Optional.ofNullable(model));
        Steps steps = steps(packageSeconds);
        StackDeploy stackDeploy = new StackDeploy(environment, terminal);
        stackDeploy.check(root, stage);
        EnvDeploy keys = envDeploy();
        EnvDeploy.Agreed agreed = agreed(keys, stage, yes);
        CodeDeploy code = new CodeDeploy(clients.lambda(), terminal, pacing);
        StackRest rest = new StackRest(clients.cloudFormation(), terminal, pacing);
        Optional<Stack> there = rest.await(stage);
        there.ifPresent(StackRest::requireUpdatable);
        CodeDeploy.Before before = code.beforeStack(there);
        try {
            stackDeploy.run(root, stage, there.isEmpty(), steps);
        } catch (Refused e) {
            keepLive(rest, stage, code, before);
            throw e;
        }
        Stack stack = Stack.of(clients.cloudFormation(), stage);
        code.afterStack(packages(stack), before, steps);
        try {
            keys.write(agreed);
            steps.run("smoke test", () -> proved(stack, asking));
        } catch (Refused e) {
            throw unproved(e, stack, stage);
        }
        end(steps, stack.url());
        return 0;
    }

    /** Before anything is deployed: what is wrong with the keys stops it all, and so does a no. */
    private EnvDeploy.Agreed agreed(EnvDeploy keys, String stage, boolean yes) throws IOException {
        Path file = envFile(stage);
        if (Files.exists(file)) {
            return keys.agree(new EnvDeploy.Order(stage, file, false, yes));
        }
        terminal.say(
                "There is no %s: provider keys are not touched (make deploy-env ENV=%s).",
                file, stage);
        return EnvDeploy.Agreed.NOTHING;
    }

    @Command(name = "rollback", description = "The aliases to earlier versions.")
    int rollback(
            @Option(names = "--stage", required = true) String stage,
            @Option(names = "--version") @Nullable String version)
            throws InterruptedException {
        Stack stack = Stack.of(clients.cloudFormation(), stage);
        new Rollback(clients.lambda(), terminal).run(stack, Optional.ofNullable(version));
        return 0;
    }

    @Command(name = "smoke", description = "One streamed completion, and when what arrived.")
    int smoke(
            @Option(names = "--stage") @Nullable String stage,
            @Option(names = "--url") @Nullable URI url,
            @Option(names = "--model") @Nullable String model)
            throws InterruptedException {
        if (url == null && stage == null) {
            throw new Refused("make smoke needs ENV=prod or URL=https://…");
        }
        URI at =
                url != null
                        ? url
                        : Stack.of(clients.cloudFormation(), stage == null ? "" : stage).url();
        Smoke smoke = new Smoke(at, terminal);
        Secret key = SmokeKey.required(environment, terminal);
        return smoke.complete(key, Optional.ofNullable(model)) == StreamVerdict.BUFFERED ? 1 : 0;
    }

    @Command(name = "logs", description = "What the functions wrote.")
    int logs(
            @Option(names = "--stage", required = true) String stage,
            @Option(names = "--minutes", defaultValue = "10") long minutes,
            @Option(names = "--follow") boolean follow)
            throws InterruptedException {
        Stack stack = Stack.of(clients.cloudFormation(), stage);
        List<String> groups =
                List.of(
                        LogGroups.of(clients.lambda(), stack.gatewayFunction()),
                        LogGroups.of(clients.lambda(), stack.sweeperFunction()));
        new LogTail(clients.logs(), terminal, pacing)
                .run(groups, Instant.now().minus(Duration.ofMinutes(minutes)), follow);
        return 0;
    }

    /** With a key a completion, without one what can be seen from outside. */
    private void prove(URI url, Asking asking) throws InterruptedException {
        Smoke smoke = new Smoke(url, terminal);
        if (asking.key().isEmpty()) {
            terminal.say("SLUICE_SMOKE_KEY is not set: no completion is tried.");
            smoke.knock();
        } else if (smoke.complete(asking.key().get(), asking.model()) == StreamVerdict.BUFFERED) {
            terminal.say(
                    "WARNING: the answer is whole and was not streamed; see docs/operations.md.");
        }
    }

    private boolean proved(Stack stack, Asking asking) throws InterruptedException {
        prove(stack.url(), asking);
        return true;
    }

    private static Refused unproved(Refused why, Stack stack, String stage) {
        List<String> lines = new ArrayList<>(why.lines());
        lines.add(
                "What was deployed is not proved and stays live; make rollback ENV="
                        + stage
                        + " points the functions to their versions before.");
        lines.add(stack.url().toString());
        return new Refused(lines);
    }

    /** SAM may have stopped looking before CloudFormation has gone back. */
    private static void keepLive(
            StackRest rest, String stage, CodeDeploy code, CodeDeploy.Before before)
            throws InterruptedException {
        try {
            rest.await(stage);
        } finally {
            code.stackFailed(before);
        }
    }

    private Steps steps(long packageSeconds) {
        Steps steps = new Steps(terminal);
        if (packageSeconds > 0) {
            steps.was("package", TimeUnit.SECONDS.toNanos(packageSeconds));
        }
        return steps;
    }

    private void end(Steps steps, URI url) {
        steps.list();
        terminal.say("%s", url);
    }

    private CodeDeploy.Order packages(Stack stack) {
        Path target = root.resolve("target");
        return new CodeDeploy.Order(
                stack, target.resolve("gateway.zip"), target.resolve("sweeper.zip"));
    }

    private EnvDeploy envDeploy() {
        return new EnvDeploy(clients.ssm(), CatalogLoader.bundled(), terminal);
    }

    private Path envFile(String stage) {
        return root.resolve("env").resolve(stage + ".env").normalize();
    }

    private static int failed(Terminal terminal, Exception failure) {
        switch (failure) {
            case Refused refused -> refused.lines().forEach(line -> terminal.say("%s", line));
            case SdkException e -> terminal.say("AWS: %s", AwsFault.of(e));
            case FileSystemException e ->
                    terminal.say("Not done: %s: %s", e.getClass().getSimpleName(), e.getFile());
            // the text of another may repeat a value, and that a secret
            default -> terminal.say("Not done: %s", failure.getClass().getName());
        }
        return 1;
    }
}
