package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Points the aliases of a stage to earlier versions, at once: the gateway's to the one that was
 * live before or the one named, the sweeper's to what it was when that version of the gateway was
 * published. Every deployment publishes the sweeper first, if its code has changed at all.
 */
public final class Rollback {
    private final Functions functions;
    private final Terminal terminal;

    public Rollback(LambdaClient client, Terminal terminal) {
        this.functions = new Functions(client, terminal, Pacing.real());
        this.terminal = terminal;
    }

    /**
     * @param version of the gateway; the one that was live before unless given
     */
    public void run(Stack stack, Optional<String> version) throws InterruptedException {
        String gateway = stack.gatewayFunction();
        String to = version.orElseGet(() -> before(gateway));
        if (!to.matches("\\d+")) {
            throw new Refused("VERSION must be a number: \"" + to + "\".");
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

    /** What was live before; where nobody noted that, the version before. */
    private String before(String function) {
        Alias now = functions.alias(function);
        String noted = now.before();
        String before = noted.isEmpty() ? functions.versionBefore(function, now.version()) : noted;
        if (before.isEmpty()) {
            throw new Refused(
                    "There is no version of " + function + " before " + now.version() + ".");
        }
        return before;
    }

    private void move(String function, String version) {
        Alias now = functions.alias(function);
        functions.moveAlias(function, now.to(version));
        terminal.say("%s: live %s -> %s", function, now.version(), version);
    }
}
