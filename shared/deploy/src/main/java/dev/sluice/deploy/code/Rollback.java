package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Points the aliases of a stage to earlier versions, at once: the gateway's to the one before or
 * the one named, the sweeper's to what it was when that version of the gateway was published. Every
 * deployment publishes the sweeper first, if its code has changed at all.
 */
public final class Rollback {
    private final Functions functions;
    private final Terminal terminal;

    public Rollback(LambdaClient client, Terminal terminal) {
        this.functions = new Functions(client, terminal, Pacing.real());
        this.terminal = terminal;
    }

    /**
     * @param version of the gateway; the one before the current one unless given
     */
    public void run(Stack stack, Optional<String> version) throws InterruptedException {
        String gateway = stack.gatewayFunction();
        String now = functions.aliasVersion(gateway);
        String to = version.orElseGet(() -> functions.versionBefore(gateway, now));
        if (to.isEmpty()) {
            throw new Refused("There is no version of " + gateway + " before " + now + ".");
        }
        // a version that was not called for two weeks has lost its snapshot
        String publishedAt = functions.awaitActive(gateway, to);
        String sweeper = stack.sweeperFunction();
        String sweeperTo = functions.versionAt(sweeper, publishedAt);
        if (!sweeperTo.isEmpty()) {
            functions.awaitActive(sweeper, sweeperTo);
        }
        move(gateway, to);
        if (sweeperTo.isEmpty()) {
            terminal.say("%s: no version is as old as that; live stays", sweeper);
        } else {
            move(sweeper, sweeperTo);
        }
    }

    private void move(String function, String version) {
        String now = functions.aliasVersion(function);
        functions.moveAlias(function, version);
        terminal.say("%s: live %s -> %s", function, now, version);
    }
}
