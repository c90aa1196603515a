package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;

/** Lambda's calls for new code, each done when the service says so. */
final class Functions {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    /** A SnapStart snapshot takes some minutes. */
    private static final int MOST_LOOKS = 450;

    private static final int LOOKS_A_LINE = 5;

    private final LambdaClient client;
    private final Terminal terminal;
    private final Pacing pacing;

    Functions(LambdaClient client, Terminal terminal, Pacing pacing) {
        this.client = client;
        this.terminal = terminal;
        this.pacing = pacing;
    }

    /** Brings code to the function, unless it has it. */
    CodeZip update(String function, CodeZip zip) throws InterruptedException {
        GetFunctionConfigurationResponse there = awaitUpdate(function);
        if (there.lastUpdateStatus() != LastUpdateStatus.FAILED
                && there.codeSha256().equals(zip.sha256())) {
            terminal.say("  %s has this code already", function);
            return zip;
        }
        client.updateFunctionCode(
                request ->
                        request.functionName(function)
                                .zipFile(SdkBytes.fromByteArrayUnsafe(zip.bytes())));
        settled(function);
        return zip;
    }

    /** The code of the next version, whatever became of it. */
    String codeSha256Now(String function) throws InterruptedException {
        return awaitUpdate(function).codeSha256();
    }

    /** The code of the next version, which Lambda has taken. */
    String codeSha256(String function) throws InterruptedException {
        return settled(function).codeSha256();
    }

    /**
     * The number of a version with this code and the function's settings; the last one again where
     * neither has changed since.
     */
    String publish(String function, String codeSha256) {
        return client.publishVersion(
                        request -> request.functionName(function).codeSha256(codeSha256))
                .version();
    }

    /**
     * With SnapStart a version is active when its snapshot is made.
     *
     * @return when it was published, as Lambda tells it: UTC, so that texts sort as times do
     */
    String awaitActive(String function, String version) throws InterruptedException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            GetFunctionConfigurationResponse now =
                    client.getFunctionConfiguration(
                            request -> request.functionName(function).qualifier(version));
            if (now.state() == State.INACTIVE) {
                terminal.say(
                        "  %s: version %s was not called for long and sleeps; its first calls may be slow or fail until Lambda has it ready again",
                        function, version);
            }
            if (now.state() == State.ACTIVE || now.state() == State.INACTIVE) {
                return now.lastModified();
            }
            if (now.state() == State.FAILED) {
                throw new Refused(
                        "Version "
                                + version
                                + " of "
                                + function
                                + " did not start: "
                                + now.stateReasonCodeAsString()
                                + ": "
                                + now.stateReason(),
                        "No alias was moved. make logs shows what it wrote. Lambda gives the same version again until the code or a setting is another.");
            }
            wait(look, "version " + version + " of " + function + " is being made ready");
        }
        throw late(function);
    }

    Alias alias(String function) {
        GetAliasResponse found =
                client.getAlias(request -> request.functionName(function).name(Stack.ALIAS));
        return new Alias(
                found.functionVersion(), Objects.requireNonNullElse(found.description(), ""));
    }

    void moveAlias(String function, Alias to) {
        client.updateAlias(
                request ->
                        request.functionName(function)
                                .name(Stack.ALIAS)
                                .functionVersion(to.version())
                                .description(to.description()));
    }

    /** The published version before this one, or "" if there is none. */
    String versionBefore(String function, String version) {
        long than = Alias.number(version);
        return last(function, known -> Long.parseLong(known.version()) < than);
    }

    /** The version that was the last one at this time, or "" if there was none. */
    String versionAt(String function, String publishedAt) {
        return last(function, known -> known.lastModified().compareTo(publishedAt) <= 0);
    }

    private String last(String function, Predicate<FunctionConfiguration> which) {
        return client
                .listVersionsByFunctionPaginator(request -> request.functionName(function))
                .versions()
                .stream()
                .filter(known -> known.version().matches("\\d+"))
                .filter(which)
                .map(known -> Long.parseLong(known.version()))
                .max(Long::compare)
                .map(String::valueOf)
                .orElse("");
    }

    /** The function after an update that must have been done. */
    private GetFunctionConfigurationResponse settled(String function) throws InterruptedException {
        GetFunctionConfigurationResponse now = awaitUpdate(function);
        if (now.lastUpdateStatus() == LastUpdateStatus.FAILED) {
            throw new Refused(
                    "Lambda did not take the code or the settings of "
                            + function
                            + ": "
                            + now.lastUpdateStatusReason());
        }
        return now;
    }

    /** Waits for an update that is under way, of an earlier run perhaps; it may have failed. */
    private GetFunctionConfigurationResponse awaitUpdate(String function)
            throws InterruptedException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            GetFunctionConfigurationResponse now =
                    client.getFunctionConfiguration(request -> request.functionName(function));
            if (now.lastUpdateStatus() != LastUpdateStatus.IN_PROGRESS
                    && now.state() != State.PENDING) {
                return now;
            }
            wait(look, function + " is being updated");
        }
        throw late(function);
    }

    private void wait(int look, String what) throws InterruptedException {
        if (look > 0 && look % LOOKS_A_LINE == 0) {
            terminal.say("  … %s (%d s)", what, look * BETWEEN_LOOKS.toSeconds());
        }
        pacing.pause(BETWEEN_LOOKS);
    }

    private static Refused late(String function) {
        return new Refused(
                function
                        + " is not ready after "
                        + BETWEEN_LOOKS.multipliedBy(MOST_LOOKS).toMinutes()
                        + " minutes. No alias was moved; run it again.");
    }
}
