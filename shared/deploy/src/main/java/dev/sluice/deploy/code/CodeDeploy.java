package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.nio.file.Path;
import software.amazon.awssdk.services.lambda.LambdaClient;

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
            steps.run("move aliases " + Stack.ALIAS, () -> move(moves, gateway, sweeper));
            steps.run("smoke test", () -> prove(proof));
            moves.keep();
        } finally {
            moves.back();
        }
    }

    private Fresh publish(String function, CodeZip zip, Steps steps) throws Exception {
        steps.run("upload " + zip, () -> functions.update(function, zip));
        return steps.run(
                "publish a version of " + function,
                () -> {
                    String version = functions.publish(function, zip);
                    functions.awaitActive(function, version);
                    return new Fresh(function, version);
                });
    }

    private static boolean move(Moves moves, Fresh... all) {
        for (Fresh fresh : all) {
            moves.to(fresh.function(), fresh.version());
        }
        return true;
    }

    private static boolean prove(Proof proof) throws Exception {
        proof.run();
        return true;
    }
}
