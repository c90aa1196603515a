package dev.sluice.devkit;

import dev.sluice.aws.settings.EnvFile;
import dev.sluice.aws.settings.EnvSlots;
import dev.sluice.aws.settings.SettingNames;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.resolve.Offers;
import dev.sluice.devkit.upstream.ScriptedUpstream;
import dev.sluice.devkit.upstream.TokenPace;
import dev.sluice.gateway.Composition;
import dev.sluice.gateway.Config;
import dev.sluice.gateway.Reports;
import dev.sluice.gateway.RequestLog;
import dev.sluice.gateway.Serve;
import dev.sluice.gateway.Server;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code make dev}: the gateway with an embedded DynamoDB and, where no provider key is set, a
 * scripted provider. Reads {@code ENV_FILE} ({@code env/local.env} if there is one) and the
 * environment, which wins.
 */
public final class Dev implements AutoCloseable {
    private static final Path DEFAULT_ENV_FILE = Path.of("env/local.env");
    private static final long DYNAMODB_PORT = 8_000;

    /** Where the web frontend's own development servers are. */
    private static final String FRONTEND_ORIGINS = "http://localhost:8081,http://localhost:5173";

    private final Server server;
    private final Parts parts;
    private final String key;
    private final PastedModel pasted;

    private Dev(Server server, Parts parts, String key, PastedModel pasted) {
        this.server = server;
        this.parts = parts;
        this.key = key;
        this.pasted = pasted;
    }

    public static void main(String[] args) {
        Serve.orExit(Dev::welcome);
    }

    private static void welcome() throws IOException {
        long startNanos = System.nanoTime();
        Dev dev = start(settings(Config.environment()), System.out);
        dev.server.closeOnExit(System.out, dev.parts);
        Welcome.print(System.out, dev, System.nanoTime() - startNanos);
    }

    /** Starts the local world with these settings; a port of 0 takes a free one. */
    public static Dev start(Map<String, String> settings, PrintStream out) throws IOException {
        Catalog catalog = CatalogLoader.bundled();
        Parts parts = new Parts();
        try {
            Map<String, String> complete = parts.complete(settings, catalog);
            Config config = Config.from(complete);
            SettingNames.warnings(settings).forEach(out::println);
            String key = Config.localKey(complete);
            Composition composition =
                    new Composition(
                            config,
                            complete,
                            catalog,
                            key,
                            new Reports(
                                    parts.log(out),
                                    Serve::reportFault,
                                    out::println,
                                    out::println));
            EnvSlots slots = new EnvSlots(SlotSettings.ofEnvironment(complete, catalog).orThrow());
            Offers offers = new Offers(catalog, config.modelMap(), slots);
            PastedModel pasted = PastedModel.of(offers, slots);
            return new Dev(Server.start(config, composition, out), parts, key, pasted);
        } catch (RuntimeException | IOException e) {
            parts.close();
            throw e;
        }
    }

    public int port() {
        return server.port();
    }

    /** The key that is good for this process. */
    public String key() {
        return key;
    }

    Parts parts() {
        return parts;
    }

    /** What a newcomer's first question goes to. */
    PastedModel pasted() {
        return pasted;
    }

    @Override
    public void close() throws IOException {
        stop(Server.GRACE);
    }

    /** Ends in order, where running requests have so long to end. */
    public void stop(Duration grace) throws IOException {
        try (parts) {
            server.stop(grace);
        }
    }

    private static Map<String, String> settings(Map<String, String> environment)
            throws IOException {
        Map<String, String> settings = new HashMap<>();
        String named = environment.getOrDefault("ENV_FILE", "").strip();
        Path file = named.isEmpty() ? DEFAULT_ENV_FILE : Path.of(named);
        if (Files.exists(file)) {
            settings.putAll(EnvFile.read(file));
        } else if (!named.isEmpty()) {
            throw new SettingsException("ENV_FILE names a file that is not there: " + file);
        }
        settings.putAll(environment);
        return settings;
    }

    /** What the local world adds to the gateway. */
    static final class Parts implements AutoCloseable {
        private @Nullable LocalDynamo dynamo;
        private @Nullable ScriptedUpstream scripted;
        private @Nullable RequestLog log;

        private Map<String, String> complete(Map<String, String> settings, Catalog catalog)
                throws IOException {
            Map<String, String> complete = new HashMap<>(settings);
            complete.putIfAbsent("SLUICE_CORS_ORIGINS", FRONTEND_ORIGINS);
            Settings reader = new Settings(settings);
            boolean memory = reader.text("SLUICE_STORES").orElse("").equalsIgnoreCase("memory");
            if (!memory && !settings.containsKey("AWS_ENDPOINT_URL_DYNAMODB")) {
                int port = (int) reader.number("DYNAMODB_PORT", DYNAMODB_PORT, 1, 65_535);
                dynamo = LocalDynamo.start(port, reader.text("DATA").map(Path::of).orElse(null));
                complete.put("AWS_ENDPOINT_URL_DYNAMODB", dynamo.endpoint());
            }
            if (SlotSettings.ofEnvironment(settings, catalog).orThrow().slots().isEmpty()) {
                scripted = ScriptedUpstream.start(TokenPace.BELIEVABLE);
                complete.putAll(ScriptedSlots.at(scripted.baseUrl()));
            }
            return complete;
        }

        private RequestLog log(PrintStream out) {
            log = new RequestLog(out);
            return log;
        }

        boolean hasDynamo() {
            return dynamo != null;
        }

        boolean isScripted() {
            return scripted != null;
        }

        @Override
        public void close() throws IOException {
            if (log != null) {
                log.close();
            }
            if (scripted != null) {
                scripted.close();
            }
            if (dynamo != null) {
                dynamo.close();
            }
        }
    }
}
