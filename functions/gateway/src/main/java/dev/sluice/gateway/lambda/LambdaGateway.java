package dev.sluice.gateway.lambda;

import dev.sluice.aws.settings.Settings;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.gateway.Composition;
import dev.sluice.gateway.Config;
import dev.sluice.gateway.Reports;
import dev.sluice.gateway.WebSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** What an environment builds its gateway from: settings and catalog, nothing with a state. */
record LambdaGateway(
        Config config,
        LambdaSettings settings,
        Map<String, String> environment,
        Catalog catalog,
        RequestLines lines) {

    /**
     * API Gateway cuts what is silent for 300 s (a regional API's limit). Streams have keep-alives.
     */
    private static final long WHOLE_ANSWER_MILLIS = 290_000;

    static LambdaGateway of(Map<String, String> environment, Catalog catalog, PrintStream out) {
        Config config = Config.from(environment, WHOLE_ANSWER_MILLIS);
        return new LambdaGateway(
                config,
                LambdaSettings.from(environment),
                environment,
                catalog,
                new RequestLines(out, config.stage()));
    }

    /** As {@link #compose} will read them: what is wrong is told before a snapshot is taken. */
    void requireSettings() {
        WebSettings.from(environment, catalog);
        Config.publicUrl(new Settings(environment));
    }

    /** Builds it: clients, pools, random numbers and caches start here. */
    Composition compose() throws IOException {
        boolean memory = config.stores() == Config.Stores.MEMORY;
        return compose(memory ? environment.getOrDefault("SLUICE_LOCAL_KEY", "") : "");
    }

    /**
     * @param localKey known to this process alone; empty for none
     */
    Composition compose(String localKey) throws IOException {
        return new Composition(
                config,
                environment,
                catalog,
                localKey,
                new Reports(lines, lines::internal, lines::slotLeftOut, lines::warning));
    }

    /** Whether the first request will need it for certain: real tables are behind https. */
    boolean needsTls() {
        String all = environment.getOrDefault("AWS_ENDPOINT_URL", "https:");
        return config.stores() == Config.Stores.DYNAMODB
                && environment
                        .getOrDefault("AWS_ENDPOINT_URL_DYNAMODB", all)
                        .strip()
                        .startsWith("https:");
    }

    LambdaFront front(Composition composition) {
        return new LambdaFront(composition.door(), lines, settings);
    }
}
