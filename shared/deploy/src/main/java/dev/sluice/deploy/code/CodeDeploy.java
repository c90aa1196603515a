package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.nio.file.Path;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * New code for the functions of a stage that exists. The gateway: upload, publish a version, wait
 * for its snapshot, move the alias, prove it, else move the alias back; callers see the new code
 * only from the move on. Then the sweeper, which has no alias and whose next run takes the new
 * code. Can be stopped and run again at any point.
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

    private final Functions functions;
    private final Terminal terminal;

    public CodeDeploy(LambdaClient client, Terminal terminal, Pacing pacing) {
        this.functions = new Functions(client, terminal, pacing);
        this.terminal = terminal;
    }

    public void run(Order order, Steps steps, Proof proof) throws Exception {
        String gateway = order.stack().gatewayFunction();
        String sweeper = order.stack().sweeperFunction();
        CodeZip gatewayZip = CodeZip.read(order.gatewayZip());
        CodeZip sweeperZip = CodeZip.read(order.sweeperZip());
        steps.run("upload " + gatewayZip, () -> functions.update(gateway, gatewayZip));
        String version =
                steps.run(
                        "publish a version",
                        () -> {
                            String number = functions.publish(gateway, gatewayZip);
                            functions.awaitActive(gateway, number);
                            return number;
                        });
        show(gateway, version, steps, proof);
        steps.run("upload " + sweeperZip, () -> functions.update(sweeper, sweeperZip));
    }

    private void show(String function, String version, Steps steps, Proof proof) throws Exception {
        Move move = new Move(functions, terminal, function);
        try {
            steps.run(
                    "move alias " + Stack.ALIAS,
                    () -> {
                        move.to(version);
                        return version;
                    });
            steps.run(
                    "smoke test",
                    () -> {
                        proof.run();
                        return version;
                    });
            move.keep();
        } finally {
            move.back();
        }
    }
}
