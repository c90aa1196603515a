package dev.sluice.deploy.code;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Steps;
import dev.sluice.deploy.console.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * New code for the functions of a stage that exists: upload, publish a version, wait for its
 * snapshot, move the alias, prove it, else move the alias back. Callers see the new code only from
 * the move on, and {@code $LATEST} never. Can be stopped and run again at any point.
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

    private record Release(String function, CodeZip zip) {}

    private final Functions functions;
    private final Terminal terminal;

    public CodeDeploy(LambdaClient client, Terminal terminal, Pacing pacing) {
        this.functions = new Functions(client, terminal, pacing);
        this.terminal = terminal;
    }

    public void run(Order order, Steps steps, Proof proof) throws Exception {
        List<Release> releases =
                List.of(
                        new Release(
                                order.stack().gatewayFunction(), CodeZip.read(order.gatewayZip())),
                        new Release(
                                order.stack().sweeperFunction(), CodeZip.read(order.sweeperZip())));
        for (Release release : releases) {
            steps.run(
                    "upload " + release.zip(),
                    () -> {
                        functions.update(release.function(), release.zip());
                        return true;
                    });
        }
        List<String> versions = steps.run("publish", () -> publish(releases));
        show(releases, versions, steps, proof);
    }

    /** All are published before any is waited for: the snapshots are made side by side. */
    private List<String> publish(List<Release> releases) throws InterruptedException {
        List<String> versions = new ArrayList<>();
        for (Release release : releases) {
            versions.add(functions.publish(release.function(), release.zip()));
        }
        for (int i = 0; i < versions.size(); i++) {
            functions.awaitActive(releases.get(i).function(), versions.get(i));
        }
        return versions;
    }

    private void show(List<Release> releases, List<String> versions, Steps steps, Proof proof)
            throws Exception {
        Moves moves = new Moves(functions, terminal);
        try {
            steps.run(
                    "move alias " + Stack.ALIAS,
                    () -> {
                        for (int i = 0; i < versions.size(); i++) {
                            moves.move(releases.get(i).function(), versions.get(i));
                        }
                        return true;
                    });
            steps.run(
                    "smoke test",
                    () -> {
                        proof.run();
                        return true;
                    });
            moves.keep();
        } finally {
            moves.back();
            moves.unhook();
        }
    }
}
