package dev.sluice.deploy.env;

import dev.sluice.core.catalog.Catalog;
import dev.sluice.deploy.aws.AwsFault;
import dev.sluice.deploy.aws.Stack;
import dev.sluice.deploy.console.Refused;
import dev.sluice.deploy.console.Terminal;
import dev.sluice.deploy.env.Plan.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterTier;

/**
 * Brings the provider settings of an env file to a stage's parameters: check, read, show, ask,
 * write what differs. Whatever stops it, running it again does the rest. Secrets go from the file
 * to the service and nowhere else; screens get a fingerprint.
 */
public final class EnvDeploy {

    /**
     * @param prune delete what the file does not have
     * @param yes do not ask
     */
    public record Order(String stage, Path file, boolean prune, boolean yes) {
        public Order {
            Stack.nameOf(stage); // refuses what would be another path
        }

        private String path() {
            return "/sluice/" + stage + "/providers";
        }
    }

    /** What was shown and agreed to; nothing of it is written yet. */
    public static final class Agreed {
        /** For a stage whose parameters are left alone. */
        public static final Agreed NOTHING = new Agreed("", Map.of(), List.of());

        private final String path;
        private final Map<String, Stored> stored;
        private final List<Step> steps;

        private Agreed(String path, Map<String, Stored> stored, List<Step> steps) {
            this.path = path;
            this.stored = stored;
            this.steps = steps;
        }
    }

    private final SsmClient client;
    private final Catalog catalog;
    private final Terminal terminal;

    public EnvDeploy(SsmClient client, Catalog catalog, Terminal terminal) {
        this.client = client;
        this.catalog = catalog;
        this.terminal = terminal;
    }

    /** Refuses a file that no stage could be given, without a call. */
    public static void check(Path file, Catalog catalog) throws IOException {
        WantedParameters.read(file, catalog);
    }

    /** Throws {@link Refused} where it did not do all of it. */
    public void run(Order order) throws IOException {
        write(agree(order));
    }

    /** All but the writing; throws {@link Refused} where nothing may be written. */
    public Agreed agree(Order order) throws IOException {
        WantedParameters wanted = WantedParameters.read(order.file(), catalog);
        wanted.remarks().forEach(remark -> terminal.say("note: %s", remark));
        terminal.say("%s, against %s:", order.path(), order.file());
        Map<String, Stored> stored = stored(order.path());
        Plan plan = Plan.of(wanted.parameters(), stored, order.prune());
        plan.changes().forEach(change -> terminal.say("  %s", change.line()));
        refuseDangers(plan.dangers(order.path(), catalog));
        List<Step> steps = plan.steps();
        sayWhatStays(plan);
        if (steps.isEmpty()) {
            terminal.say("Nothing to write.");
        } else if (!terminal.confirms(question(steps, order.stage()), order.yes())) {
            throw new Refused("Nothing was written.");
        }
        return new Agreed(order.path(), stored, steps);
    }

    /** Refuses where another has changed what was shown: the order of the steps counts on it. */
    public void write(Agreed agreed) {
        if (agreed.steps.isEmpty()) {
            return;
        }
        if (!stored(agreed.path).equals(agreed.stored)) {
            throw new Refused(
                    "The parameters of " + agreed.path + " are others now than those shown.",
                    "Nothing was written; make deploy-env shows what differs now.");
        }
        new Writing(client, agreed.path, terminal).run(agreed.steps);
        terminal.say(
                "Done. Running instances read it within five minutes, or at once when a provider refuses their key.");
    }

    private Map<String, Stored> stored(String path) {
        try {
            return Stored.read(client, path);
        } catch (SdkException e) {
            throw new Refused(
                    "The parameters of " + path + " could not be read: " + AwsFault.of(e),
                    "Nothing was written.");
        }
    }

    private static void refuseDangers(List<String> dangers) {
        if (!dangers.isEmpty()) {
            List<String> lines = new ArrayList<>(dangers);
            lines.add("Nothing was written.");
            throw new Refused(lines);
        }
    }

    private void sayWhatStays(Plan plan) {
        long others = plan.changes().stream().filter(Change.NotInFile.class::isInstance).count();
        if (others > 0 && !plan.prune()) {
            terminal.say("What is not in the file stays; PRUNE=1 deletes it.");
        }
    }

    private static String question(List<Step> steps, String stage) {
        long deletes = steps.stream().filter(Step.Delete.class::isInstance).count();
        return "Write "
                + (steps.size() - deletes)
                + " and delete "
                + deletes
                + " parameters of stage "
                + stage
                + "?";
    }

    /** Does the steps one after the other: a request a time is what Parameter Store likes. */
    private record Writing(SsmClient client, String path, Terminal terminal) {

        void run(List<Step> steps) {
            int done = 0;
            for (Step step : steps) {
                try {
                    run(step);
                } catch (SdkException e) {
                    throw new Refused(
                            "Stopped after "
                                    + done
                                    + " of "
                                    + steps.size()
                                    + " at "
                                    + step.line().split("  ")[1]
                                    + ": "
                                    + AwsFault.of(e),
                            "Run it again: it does what is left.");
                }
                done++;
                terminal.say("  [%d/%d] %s", done, steps.size(), step.line());
            }
        }

        private void run(Step step) {
            switch (step) {
                case Step.Put(var parameter) ->
                        client.putParameter(
                                request ->
                                        request.name(path + "/" + parameter.name())
                                                .type(Change.typeOf(parameter))
                                                .value(parameter.value())
                                                .tier(ParameterTier.STANDARD)
                                                .overwrite(true));
                case Step.Delete(String name) ->
                        client.deleteParameters(request -> request.names(path + "/" + name));
            }
        }
    }
}
