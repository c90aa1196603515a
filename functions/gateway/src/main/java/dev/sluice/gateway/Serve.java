package dev.sluice.gateway;

import dev.sluice.aws.settings.SettingNames;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.catalog.CatalogException;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** {@code make serve}: the gateway alone, with the environment's settings and stores. */
public final class Serve {
    private Serve() {}

    public static void main(String[] args) {
        orExit(() -> start(Config.environment(), System.out));
    }

    /** What a process does to start. */
    @FunctionalInterface
    public interface Starting {
        void start() throws IOException;
    }

    /**
     * Ends the process with code 2 and one line where the start fails for a reason that its
     * operator can mend.
     */
    public static void orExit(Starting starting) {
        try {
            starting.start();
        } catch (IllegalArgumentException | CatalogException | StoreUnavailable | IOException e) {
            System.err.println("Sluice did not start: " + e.getMessage());
            System.exit(2);
        }
    }

    /** Returns when it listens. Tells {@code out} where, and logs there. */
    public static Server start(Map<String, String> environment, PrintStream out)
            throws IOException {
        Config config = Config.from(environment);
        SettingNames.warnings(environment).forEach(out::println);
        boolean memory = config.stores() == Config.Stores.MEMORY;
        String localKey = memory ? Config.localKey(environment) : "";
        RequestLog log = new RequestLog(out);
        Composition composition =
                new Composition(
                        config,
                        environment,
                        CatalogLoader.bundled(),
                        localKey,
                        new Reports(log, Serve::reportFault, out::println, out::println));
        Server server = Server.start(config, composition, out);
        server.closeOnExit(out, log);
        out.println(
                "Sluice "
                        + Composition.version()
                        + ", stage "
                        + config.stage()
                        + ", listens on http://"
                        + config.listen().host()
                        + ":"
                        + server.port());
        if (memory) {
            out.println(
                    "SLUICE_STORES=memory: limits, ledger and keys live in this process alone and"
                            + " end with it. One instance only; not for production.");
            if (!localKey.equals(environment.get("SLUICE_LOCAL_KEY"))) {
                out.println("Key: " + localKey);
            }
        }
        return server;
    }

    /**
     * For the operator, under the id that the client was told: where it arose, or in one line what
     * could not be reached. What a fault of our own says is left out: it may quote what a client or
     * a provider sent.
     */
    public static void reportFault(String requestId, Throwable cause) {
        System.err.println(fault(requestId, cause));
    }

    static String fault(String requestId, Throwable cause) {
        if (cause instanceof StoreUnavailable) {
            return "Request " + requestId + " was not served: " + cause.getMessage();
        }
        return "Internal error in request " + requestId + ": " + where(cause);
    }

    private static String where(Throwable cause) {
        StringBuilder text = new StringBuilder(cause.getClass().getName());
        for (StackTraceElement at : cause.getStackTrace()) {
            text.append("\n\tat ").append(at);
        }
        Throwable by = cause.getCause();
        return by == null ? text.toString() : text + "\nCaused by: " + where(by);
    }
}
