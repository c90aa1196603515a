package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.AwsFault;
import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * New code for the functions of a stage that exists: upload, publish a version of each, wait for
 * the gateway's snapshot, move the aliases, prove it, else move them back. Nobody sees the new code
 * before the move. The sweeper is published first: {@link Rollback} finds by that which belong
 * together. Can be stopped and run again at any point.
 */
public final class CodeDeploy {
    /** Shows that the stage answers; throws where it does not. */
    @FunctionalInterface
    public interface Proof {
        void run() throws Exception;
    }

    /**
     * @param gatewayZip code of the gateway
     * @param sweeperZip code of the sweeper
     */
    public record Order(Stack stack, Path gatewayZip, Path sweeperZip) {}

    /** What the functions were before CloudFormation changed them; none of one not there. */
    public static final class Before {
        private final Map<String, String> codeSha256 = new HashMap<>();
        private final Map<String, Alias> aliases = new LinkedHashMap<>();

        private Before() {}
    }

    /** A version that is ready and that nobody calls yet. */
    private record Fresh(String function, String version) {}

    private final Functions functions;
    private final Terminal terminal;

    public CodeDeploy(LambdaClient client, Terminal terminal, Pacing pacing) {
        this.functions = new Functions(client, terminal, pacing);
        this.terminal = terminal;
    }

    public void run(Order order, Steps steps, Proof proof) throws Exception {
        CodeZip gatewayZip = CodeZip.read(order.gatewayZip());
        CodeZip sweeperZip = CodeZip.read(order.sweeperZip());
        Fresh sweeper = publish(order.stack().sweeperFunction(), sweeperZip, steps);
        Fresh gateway = publish(order.stack().gatewayFunction(), gatewayZip, steps);
        Moves moves = new Moves(functions, terminal);
        try {
            steps.run(
                    "move aliases " + Stack.ALIAS,
                    () -> move(moves, new Before(), gateway, sweeper));
            steps.run("smoke test", () -> prove(proof));
            moves.keep();
        } finally {
            moves.back();
        }
    }

    /** To be asked before {@code sam deploy}, for {@link #afterStack}. */
    public Before beforeStack(Optional<Stack> stack) throws InterruptedException {
        Before before = new Before();
        for (String function : stack.map(Stack::functions).orElse(List.of())) {
            try {
                before.aliases.put(function, functions.alias(function));
                before.codeSha256.put(function, functions.codeSha256Now(function));
            } catch (ResourceNotFoundException e) {
                terminal.say("%s is not there any more", function);
            }
        }
        return before;
    }

    /**
     * Makes live what {@code sam deploy} has changed. It publishes a version by itself only where
     * its own package is another one: not for settings, whose names alone it compares, and not for
     * code that goes back to what CloudFormation brought last, before {@code deploy-lambda-fast}.
     */
    public void afterStack(Order order, Before before, Steps steps) throws Exception {
        Fresh sweeper =
                afterStack(order.stack().sweeperFunction(), order.sweeperZip(), before, steps);
        Fresh gateway =
                afterStack(order.stack().gatewayFunction(), order.gatewayZip(), before, steps);
        Moves moves = new Moves(functions, terminal);
        try {
            steps.run("move aliases " + Stack.ALIAS, () -> move(moves, before, gateway, sweeper));
            moves.keep();
        } finally {
            moves.back();
        }
    }

    /**
     * Leaves live what was. Where an update fails, CloudFormation goes back to the version that it
     * brought last itself, which {@code deploy-lambda-fast} may have replaced long ago.
     */
    public void stackFailed(Before before) {
        before.aliases.forEach(this::leave);
    }

    private void leave(String function, Alias left) {
        try {
            Alias there = functions.alias(function);
            if (!there.equals(left)) {
                functions.moveAlias(function, left);
                terminal.say(
                        "CloudFormation went back to version %s of %s: live is %s again, as before.",
                        there.version(), function, left.version());
            }
        } catch (SdkException e) {
            terminal.say(
                    "live of %s may be another version than %s, which it was: %s. make rollback ENV=… VERSION=… (the gateway's) takes both back.",
                    function, left.version(), AwsFault.of(e));
        }
    }

    private Fresh afterStack(String function, Path zip, Before before, Steps steps)
            throws Exception {
        String code = functions.codeSha256Now(function);
        return code.equals(before.codeSha256.get(function))
                ? publish(function, CodeZip.read(zip), steps)
                : publish(function, functions.codeSha256(function), steps);
    }

    private Fresh publish(String function, CodeZip zip, Steps steps) throws Exception {
        steps.run("upload " + zip, () -> functions.update(function, zip));
        return publish(function, zip.sha256(), steps);
    }

    private Fresh publish(String function, String codeSha256, Steps steps) throws Exception {
        return steps.run(
                "publish a version of " + function,
                () -> {
                    String version = functions.publish(function, codeSha256);
                    functions.awaitActive(function, version);
                    return new Fresh(function, version);
                });
    }

    /** CloudFormation may have moved an alias on its way: what it left is in {@code before}. */
    private boolean move(Moves moves, Before before, Fresh... all) {
        for (Fresh fresh : all) {
            Alias left = before.aliases.get(fresh.function());
            Alias there = left == null ? functions.alias(fresh.function()) : left;
            moves.to(fresh.function(), there.to(fresh.version()));
        }
        return true;
    }

    private static boolean prove(Proof proof) throws Exception {
        proof.run();
        return true;
    }
}
