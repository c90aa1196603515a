package dev.sluice.gateway;

import dev.sluice.aws.AwsClients;
import dev.sluice.aws.SsmSlots;
import dev.sluice.aws.TableNames;
import dev.sluice.aws.Tables;
import dev.sluice.aws.settings.EnvSlots;
import dev.sluice.aws.settings.MovedSlots;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.core.Gateway;
import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.AloneWhileAway;
import dev.sluice.core.admit.Holdings;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.authenticate.Allowances;
import dev.sluice.core.authenticate.Authenticate;
import dev.sluice.core.authenticate.PacedKeys;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.relay.Budget;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.resolve.Resolve;
import dev.sluice.core.resolve.Slots;
import dev.sluice.core.settle.Backlog;
import dev.sluice.core.settle.JobSweep;
import dev.sluice.core.settle.Jobs;
import dev.sluice.core.settle.JobsBeside;
import dev.sluice.core.settle.Journal;
import dev.sluice.core.settle.Settle;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.credit.CreditBudget;
import dev.sluice.webchat.credit.Credits;
import dev.sluice.webchat.doors.CorsDoor;
import dev.sluice.webchat.doors.EndpointRules;
import dev.sluice.webchat.doors.WebParts;
import dev.sluice.webchat.doors.WebRoutes;
import dev.sluice.webchat.signin.GoogleSignIn;
import dev.sluice.webchat.signin.SignIn;
import dev.sluice.wire.api.ApiDoor;
import dev.sluice.wire.api.EndpointDoor;
import dev.sluice.wire.api.HealthDoor;
import dev.sluice.wire.api.JobsDoor;
import dev.sluice.wire.api.ModelsDoor;
import dev.sluice.wire.api.Serving;
import dev.sluice.wire.dialects.BedrockDialect;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.job.JobHooks;
import dev.sluice.wire.upstream.JobsUpstream;
import dev.sluice.wire.upstream.Timeouts;
import dev.sluice.wire.upstream.Upstream;
import dev.sluice.wire.upstream.UpstreamClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Builds everything, top to bottom, one line an object: what depends on what is read here. */
public final class Composition implements AutoCloseable {
    private static final int ATTEMPTS = 4;

    /** Between the end of a request's time and the sweep's right to close its row. */
    private static final Duration SETTLE_GRACE = Duration.ofSeconds(5);

    private final Config config;
    private final Door door;
    private final Sweep sweep;
    private final Upstream upstream;
    private final AwsClients aws;
    private final Consumer<String> warnings;

    /**
     * @param localKey a key known to this process alone; empty for none
     * @param warnings told of settings that were left out, one line each
     */
    public Composition(
            Config config,
            Map<String, String> environment,
            Catalog catalog,
            String localKey,
            Journal journal,
            ApiDoor.Faults faults,
            Consumer<String> warnings)
            throws IOException {
        this.config = config;
        this.warnings = warnings;
        SecureRandom random = new SecureRandom();
        // Not a thread's own source: those of all restored instances would go on from one snapshot.
        RandomGenerator jitter = new Random(random.nextLong());
        Timeouts timeouts = config.timeouts();
        aws = new AwsClients(environment);
        Clock clock = aws.clock();
        WebSettings web = WebSettings.from(environment, catalog);
        Slots slots =
                MovedSlots.of(
                        slots(config, environment, catalog, clock), web.baseUrls(), environment);
        Stores tables = Stores.of(config, aws, jitter);
        Stores stores = localKey.isEmpty() ? tables : tables.withLocalKey(localKey);

        Credits credits = new Credits(stores.accounts(), stores.usage(), web.creditNanoUsd());
        CreditBudget budgets = new CreditBudget(credits, stores.limits(), clock);
        // Where nobody signs in, an address is a key's name like any other.
        Allowances allowances = web.signIn().isPresent() ? budgets : Allowances.OF_KEYS;
        Authenticate authenticate =
                new Authenticate(
                        new PacedKeys(stores.keys(), clock),
                        clock,
                        allowances,
                        new Settings(environment).flag("SLUICE_SIGNED_CALLERS"));
        Resolve resolve = new Resolve(catalog, config.modelMap(), slots, random.nextInt());
        LimitStore limits = limits(config, stores, clock);
        Admit admit = new Admit(limits, clock);
        Budget budget =
                new Budget(
                        ATTEMPTS,
                        TimeUnit.MILLISECONDS.toNanos(timeouts.overallMillis()),
                        TimeUnit.MILLISECONDS.toNanos(config.wholeAnswerMillis()));
        Duration deadline = Duration.ofMillis(timeouts.overallMillis()).plus(SETTLE_GRACE);
        Jobs jobs =
                new Jobs(
                        stores.ledger(),
                        new Holdings(limits, clock),
                        catalog,
                        journal,
                        clock,
                        Duration.ofMillis(config.jobMillis()));
        Settle settle =
                new Settle(
                        stores.ledger(),
                        catalog,
                        journal,
                        clock,
                        deadline,
                        new Backlog(jitter),
                        jobs);
        Gateway gateway = new Gateway(authenticate, resolve, admit, settle, budget, clock);

        upstream =
                new Upstream(
                        new UpstreamClient(timeouts, version()),
                        Dialects.ALL.with(
                                new BedrockDialect((url, body) -> aws.signer().headers(url, body))),
                        timeouts,
                        clock,
                        new JobHooks(publicUrl(environment)));
        JobsUpstream jobsUpstream = new JobsUpstream(upstream, catalog, slots);
        Serving serving = new Serving(gateway, upstream);
        RequestIds ids = new RequestIds(clock, random);
        WebParts webParts =
                new WebParts(
                        gateway,
                        serving,
                        signIn(web, clock, warnings),
                        catalog,
                        slots,
                        new EndpointRules(catalog, web.baseUrls(), web.allowedEndpoints()),
                        credits,
                        budgets,
                        stores.accounts(),
                        stores.usage(),
                        ids,
                        clock,
                        jitter);
        Door api =
                new ApiDoor(
                        new EndpointDoor(gateway, serving, Endpoints.ALL, clock),
                        new ModelsDoor(
                                gateway,
                                new Offers(catalog, config.modelMap(), slots),
                                Endpoints.ALL),
                        new HealthDoor(catalog, config.stage(), version()),
                        new JobsDoor(gateway, stores.jobs(), jobs, jobsUpstream),
                        new WebRoutes(webParts),
                        ids,
                        clock,
                        faults);
        door = new CorsDoor(api, web.corsOrigins());
        JobSweep ofJobs = new JobSweep(stores.ledger(), jobs, jobsUpstream, clock);
        sweep =
                new Sweep(
                        stores.ledger(),
                        catalog,
                        journal,
                        clock,
                        new JobsBeside(
                                ofJobs,
                                e ->
                                        warnings.accept(
                                                "Jobs could not be asked for and will be again: "
                                                        + e.getMessage())));
    }

    public Door door() {
        return door;
    }

    /**
     * For an emulator, whose tables nobody deploys. A process that stays makes them; the function
     * finds them there, so that its start asks for nothing.
     */
    public void createMissingTables() {
        if (config.stores() == Config.Stores.DYNAMODB && aws.dynamoDbIsOverridden()) {
            Tables.createMissing(aws.dynamoDb(), new TableNames(config.stage()));
        }
    }

    private static LimitStore limits(Config config, Stores stores, Clock clock) {
        return config.limitsWithoutStore() == Config.WithoutStore.LOCAL
                ? new AloneWhileAway(stores.limits(), clock)
                : stores.limits();
    }

    /** Where providers reach this gateway, for hints that a job has ended. */
    private static Optional<String> publicUrl(Map<String, String> environment) {
        return new Settings(environment)
                .text("SLUICE_PUBLIC_URL")
                .map(url -> Settings.url("SLUICE_PUBLIC_URL", url).toString());
    }

    public Sweep sweep() {
        return sweep;
    }

    static String version() {
        String version = Composition.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    @Override
    public void close() throws IOException {
        upstream.close();
        aws.close();
    }

    private static SignIn signIn(WebSettings web, Clock clock, Consumer<String> log) {
        return web.signIn().isPresent()
                ? new GoogleSignIn(web.signIn().get(), clock, log)
                : SignIn.NONE;
    }

    /**
     * Slots that the environment names win; a process that has none there reads its stage's
     * parameters.
     */
    private Slots slots(
            Config config, Map<String, String> environment, Catalog catalog, Clock clock) {
        SlotSettings settings = SlotSettings.ofEnvironment(environment, catalog).orThrow();
        settings.warnings().forEach(warnings);
        return settings.slots().isEmpty()
                ? new SsmSlots(aws.ssm(), new TableNames(config.stage()), catalog, clock, warnings)
                : new EnvSlots(settings);
    }
}
