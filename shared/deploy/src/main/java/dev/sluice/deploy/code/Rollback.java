package dev.sluice.deploy.code;

import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Points the alias of a function to an earlier version, at once. */
public final class Rollback {
    private final Functions functions;
    private final Terminal terminal;

    public Rollback(LambdaClient client, Terminal terminal) {
        this.functions = new Functions(client, terminal, Pacing.real());
        this.terminal = terminal;
    }

    /**
     * @param version the one before the current one unless given
     */
    public void run(String function, Optional<String> version) throws InterruptedException {
        String now = functions.aliasVersion(function);
        String to = version.orElseGet(() -> functions.versionBefore(function, now));
        if (to.isEmpty()) {
            throw new Refused("There is no version of " + function + " before " + now + ".");
        }
        // a version that was not called for two weeks has lost its snapshot
        functions.awaitActive(function, to);
        functions.moveAlias(function, to);
        terminal.say("%s: live %s -> %s", function, now, to);
    }
}
