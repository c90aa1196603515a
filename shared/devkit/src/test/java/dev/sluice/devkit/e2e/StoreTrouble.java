package dev.sluice.devkit.e2e;

import static dev.sluice.devkit.e2e.World.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standins.aws.AwsStandIn;
import java.io.IOException;
import java.time.Duration;

/** What the tests of tables in trouble share: what is called, what is allowed, and a world. */
final class StoreTrouble {
    static final String TAKE = "UpdateItem limits";
    static final String ROW = "PutItem usage";
    static final String NOTE = "UpdateItem usage";
    static final String MARK = "UpdateItem usage mark";
    static final String SETTLE = "UpdateItem usage settle";
    static final String SUM = "UpdateItem usage sum";
    static final int ALWAYS = 1_000;
    static final int MOST_CALLS = 25;

    /** A client waits ten seconds at most; a machine with much else to do may take longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private StoreTrouble() {}

    /** A world that is at rest, has served one request and loaded all that one needs. */
    static World start(World.Settings settings, AwsStandIn dynamo) throws IOException {
        World world = settings.behind(dynamo).startAtRest(dynamo);
        world.settled(world.ask(LLAMA));
        dynamo.take();
        return world;
    }

    @FunctionalInterface
    interface Asking {
        Reply ask() throws IOException;
    }

    /** What it is answered, in no more than a client waits. */
    static Reply timely(Asking asking) throws IOException {
        long startNanos = System.nanoTime();
        Reply reply = asking.ask();
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(PATIENCE);
        return reply;
    }
}
