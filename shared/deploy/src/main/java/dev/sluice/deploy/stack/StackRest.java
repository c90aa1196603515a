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

    /** Refuses a stack that CloudFormation updates no more, and says what helps. */
    public static void requireUpdatable(Stack stack) {
        String name = stack.name();
        String delete =
                "  aws cloudformation delete-stack --stack-name %1$s && aws cloudformation wait stack-delete-complete --stack-name %1$s"
                        .formatted(name);
        switch (stack.status()) {
            case "ROLLBACK_COMPLETE" ->
                    throw new Refused(
                            stuck(stack)
                                    + "its first deployment failed, and nothing of it is left.",
                            "Delete it, then run this again:",
                            delete);
            case "CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED" ->
                    throw new Refused(
                            stuck(stack) + "some of it could not be deleted.",
                            "Look what that is; tables of a stage that was in use hold its keys and its usage:",
                            "  aws cloudformation describe-stack-resources --stack-name " + name,
                            "Then let go of the tables, delete it, and run this again:",
                            "  for table in limits usage keys; do aws dynamodb update-table --table-name %s-$table --no-deletion-protection-enabled; done"
                                    .formatted(name),
                            delete);
            case "UPDATE_ROLLBACK_FAILED" ->
                    throw new Refused(
                            stuck(stack) + "an update failed, and so did going back.",
                            "Mend what its events name, then let it go back, and run this again:",
                            "  aws cloudformation describe-stack-events --stack-name " + name,
                            "  aws cloudformation continue-update-rollback --stack-name %1$s && aws cloudformation wait stack-rollback-complete --stack-name %1$s"
                                    .formatted(name));
            default -> {}
        }
    }

    private static String stuck(Stack stack) {
        return "Stack " + stack.name() + " is " + stack.status() + ": ";
    }
}
