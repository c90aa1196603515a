package dev.sluice.deploy.stack;

import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Pacing;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/** The stack of a stage when CloudFormation does no more with it. */
public final class StackRest {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    /** Of an hour, which is the longest that SAM waits. */
    private static final int MOST_LOOKS = 720;

    private static final int LOOKS_A_LINE = 6;

    private final CloudFormationClient client;
    private final Terminal terminal;
    private final Pacing pacing;

    public StackRest(CloudFormationClient client, Terminal terminal, Pacing pacing) {
        this.client = client;
        this.terminal = terminal;
        this.pacing = pacing;
    }

    /** Waits for what is under way, of an earlier run perhaps; empty where there is no stack. */
    public Optional<Stack> await(String stage) throws InterruptedException {
        for (int look = 0; look < MOST_LOOKS; look++) {
            Optional<Stack> stack = Stack.find(client, stage);
            if (stack.isEmpty() || !stack.get().status().endsWith("_IN_PROGRESS")) {
                return stack;
            }
            if (look % LOOKS_A_LINE == 0) {
                terminal.say("Stack %s is %s …", stack.get().name(), stack.get().status());
            }
            pacing.pause(BETWEEN_LOOKS);
        }
        throw new Refused(
                "CloudFormation is still busy with the stack after "
                        + BETWEEN_LOOKS.multipliedBy(MOST_LOOKS).toMinutes()
                        + " minutes. Run it again later.");
    }
}
