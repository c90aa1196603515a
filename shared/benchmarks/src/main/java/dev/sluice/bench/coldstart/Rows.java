package dev.sluice.bench.coldstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is measured, in the table's order. */
final class Rows {
    static final String HELLO = "hello world, stock runtime client";

    /** Of a function with 1 GB. */
    private static final List<String> LAMBDA_FLAGS =
            List.of(
                    "-XX:MaxHeapSize=700m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.net.preferIPv4Stack=true");

    private final Folders place;
    private final FakeStage stage;
    private final FakeStage secure;
    private final Tls tls;

    /**
     * @param secure the same over TLS
     */
    Rows(Folders place, FakeStage stage, FakeStage secure, Tls tls) {
        this.place = place;
        this.stage = stage;
        this.secure = secure;
        this.tls = tls;
    }

    List<TableRow> all() throws IOException {
        Map<String, String> memory = both(stage.slots(), stage.memory());
        Map<String, String> tables = both(stage.slots(), stage.tables());
        Map<String, String> parameters = both(stage.parameters(), stage.tables());
        Map<String, String> deployed =
                both(
                        both(secure.parameters(), secure.tables()),
                        Map.of("JDK_JAVA_OPTIONS", tls.jvmFlag()));
        return List.of(
                new TableRow(HELLO, hello(), Map.of(), Cache.NONE, false),
                sluice("stores in memory", memory, Cache.NONE),
                sluice("stores in memory, AOT cache", memory, Cache.AOT),
                sluice("DynamoDB", tables, Cache.NONE),
                sluice("DynamoDB, class data archive", tables, Cache.CLASS_DATA_ARCHIVE),
                sluice("DynamoDB, AOT cache", tables, Cache.AOT),
                sluice("DynamoDB, slots from SSM, AOT cache", parameters, Cache.AOT),
                sluice("all over TLS, AOT cache", deployed, Cache.AOT),
                restored("DynamoDB, slots from SSM", parameters),
                restored("all over TLS", deployed));
    }

    private TableRow restored(String how, Map<String, String> variables) {
        return new TableRow(
                "Sluice, " + how + ", rehearsed, from the restore on",
                gateway(),
                both(variables, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")),
                Cache.NONE,
                true);
    }

    private TableRow sluice(String how, Map<String, String> variables, Cache cache) {
        return new TableRow("Sluice, " + how, gateway(), variables, cache, false);
    }

    private static Map<String, String> both(Map<String, String> one, Map<String, String> other) {
        Map<String, String> all = new HashMap<>(one);
        all.putAll(other);
        return all;
    }

    /** As Lambda calls the wrapper: with the command line that it would have run itself. */
    private List<String> gateway() {
        return command(
                List.of(place.task().resolve("bootstrap-stream").toString(), Folders.java()),
                "/var/runtime/lib/none.jar",
                "AWSLambda",
                "dev.sluice.gateway.lambda.GatewayFunction");
    }

    private List<String> hello() throws IOException {
        List<Path> jars = new ArrayList<>(Folders.jars(place.client()));
        jars.addFirst(HelloWorld.jar(place));
        return command(
                List.of(Folders.java()),
                Folders.classPath(jars),
                "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
                HelloWorld.HANDLER);
    }

    private static List<String> command(
            List<String> program, String classPath, String main, String handler) {
        List<String> command = new ArrayList<>(program);
        command.addAll(LAMBDA_FLAGS);
        command.addAll(List.of("-classpath", classPath, main, handler));
        return command;
    }
}
