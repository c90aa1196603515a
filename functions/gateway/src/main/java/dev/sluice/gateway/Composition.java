package dev.sluice.gateway;

import dev.sluice.aws.SsmSlots;
import dev.sluice.aws.Tables;
import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.settings.EnvSlots;
import dev.sluice.aws.settings.MovedSlots;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SettingsException;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.aws.store.TableNames;
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
import dev.sluice.core.settle.Settle;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.credit.CreditBudget;
import dev.sluice.webchat.credit.Credits;
import dev.sluice.webchat.doors.CorsDoor;
import dev.sluice.webchat.doors.WebRoutes;
import dev.sluice.webchat.own.EndpointRules;
import dev.sluice.webchat.signin.GoogleSignIn;
import dev.sluice.webchat.signin.SignIn;
import dev.sluice.webchat.visit.WebParts;
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
import dev.sluice.wire.room.Room;
import dev.sluice.wire.upstream.JobsUpstream;
import dev.sluice.wire.upstream.Timeouts;
import dev.sluice.wire.upstream.Upstream;
import dev.sluice.wire.upstream.UpstreamClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Builds everything, top to bottom: what depends on what is read here. The constructor names the
 * parts that others are made of, in the order in which they need each other; how each is made is
 * below it, in the same order.
 */
public final class Composition implements AutoCloseable {
    private static final int ATTEMPTS = 4;

    /** Between the end of a request's time and the sweep's right to close its row. */
    private static final Duration SETTLE_GRACE = Duration.ofSeconds(5);

    private final Config config;
    private final Map<String, String> environment;
    private final Catalog catalog;
    private final Reports reports;
    private final SecureRandom random = new SecureRandom();

    /** Not a thread's own source: those of all restored instances would go on from one snapshot. */
    private final RandomGenerator jitter = new Random(random.nextLong());

    private final AwsClients aws;
    private final Clock clock;
    private final Timeouts timeouts;
    private final WebSettings web;
    private final Slots slots;
    private final Stores stores;
    private final LimitStore limits;
    private final Credits credits;
    private final CreditBudget budgets;
    private final Jobs jobs;
    private final Gateway gateway;
    private final Upstream upstream;
    private final JobsUpstream jobsUpstream;
    private final Serving serving;
    private final RequestIds ids;
    private final Door door;
    private final Sweep sweep;

    /**
     * @param localKey a key known to this process alone; empty for none
     */
    public Composition(
            Config config,
            Map<String, String> environment,
            Catalog catalog,
            String localKey,
            Reports reports)
            throws IOException {
        this.config = config;
        this.environment = environment;
        this.catalog = catalog;
        this.reports = reports;
        aws = new AwsClients(environment);
        clock = aws.clock();
        timeouts = config.times().timeouts();
        web = WebSettings.from(environment, catalog);
        slots = MovedSlots.of(namedSlots(), web.baseUrls(), environment);
        stores = stores(localKey);
        limits = limits();
        credits = new Credits(stores.accounts(), stores.usage(), web.creditNanoUsd());
        budgets = new CreditBudget(credits, stores.limits(), clock, web.unpriced());
        jobs = jobs();
        gateway =
                new Gateway(
                        authenticate(),
                        new Resolve(catalog, config.modelMap(), slots, random.nextInt()),
                        new Admit(limits, clock),
                        settle(),
                        budget(),
                        clock);
        upstream = upstream();
        jobsUpstream = new JobsUpstream(upstream, catalog, slots);
        serving = new Serving(gateway, upstream);
        ids = new RequestIds(clock, random);
        door = new CorsDoor(api(), web.corsOrigins());
        sweep = newSweep();
    }

    /**
     * Slots that the environment names win; a process that has none there reads its stage's
     * parameters.
     */
    private Slots namedSlots() {
        SlotSettings settings = SlotSettings.ofEnvironment(environment, catalog).orThrow();
        settings.warnings().forEach(reports.slots());
        return settings.slots().isEmpty() ? storedSlots() : new EnvSlots(settings);
    }

    private Slots storedSlots() {
        try {
            return new SsmSlots(
                    aws.ssm(), new TableNames(config.stage()), catalog, clock, reports.slots());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "no provider slot is set: SLUICE_PROVIDER_TYPE_0 and SLUICE_PROVIDER_KEY_0 make"
                            + " one. Without any they are read from Parameter Store, but "
                            + e.getMessage());
        }
    }

    private Stores stores(String localKey) {
        Stores tables = Stores.of(config, aws, jitter);
        return localKey.isEmpty() ? tables : tables.withLocalKey(localKey);
    }

    private LimitStore limits() {
        return config.limitsWithoutStore() == Config.WithoutStore.LOCAL
                ? new AloneWhileAway(stores.limits(), clock)
                : stores.limits();
    }

    private Jobs jobs() {
        return new Jobs(
                stores.ledger(),
                new Holdings(limits, clock),
                catalog,
                reports.journal(),
                clock,
                Duration.ofMillis(config.times().jobMillis()));
    }

    private Authenticate authenticate() {
        // Where nobody signs in, an address is a key's name like any other.
        Allowances allowances = web.signIn().isPresent() ? budgets : Allowances.OF_KEYS;
        return new Authenticate(
                new PacedKeys(stores.keys(), clock),
                clock,
                allowances,
                new Settings(environment).flag("SLUICE_SIGNED_CALLERS"));
    }

    private Settle settle() {
        return new Settle(
                stores.ledger(),
                catalog,
                reports.journal(),
                clock,
                Duration.ofMillis(timeouts.overallMillis()).plus(SETTLE_GRACE),
                new Backlog(jitter),
                jobs);
    }

    private Budget budget() {
        return new Budget(
                ATTEMPTS,
                TimeUnit.MILLISECONDS.toNanos(timeouts.overallMillis()),
                TimeUnit.MILLISECONDS.toNanos(config.times().wholeAnswerMillis()));
    }

    private Upstream upstream() throws IOException {
        return new Upstream(
                new UpstreamClient(timeouts, version()),
                Dialects.ALL.with(
                        new BedrockDialect((url, body) -> aws.signer().headers(url, body))),
                timeouts,
                clock,
                new JobHooks(Config.publicUrl(new Settings(environment))),
                Room.ofAnswers(Runtime.getRuntime().maxMemory()));
    }

    private ApiDoor api() {
        Offers offers = new Offers(catalog, config.modelMap(), slots);
        return new ApiDoor(
                new EndpointDoor(gateway, serving, Endpoints.ALL, clock),
                new ModelsDoor(gateway, offers, Endpoints.ALL),
                new HealthDoor(catalog, config.stage(), version()),
                new JobsDoor(gateway, offers, stores.jobs(), jobs, jobsUpstream),
                new WebRoutes(webParts()),
                ids,
                clock,
                reports.faults());
    }

    private WebParts webParts() {
        return new WebParts(
                gateway,
                serving,
                signIn(),
                new WebParts.Models(
                        catalog,
                        config.modelMap(),
                        slots,
                        new EndpointRules(catalog, web.baseUrls(), web.allowedEndpoints())),
                new WebParts.Money(credits, budgets, stores.accounts(), stores.usage()),
                ids,
                clock,
                jitter,
                Duration.ofMillis(timeouts.keepAliveMillis()));
    }

    private SignIn signIn() {
        return web.signIn().isPresent()
                ? new GoogleSignIn(web.signIn().get(), clock, reports.warnings())
                : SignIn.NONE;
    }

    private Sweep newSweep() {
        JobSweep ofJobs = new JobSweep(stores.ledger(), jobs, jobsUpstream, clock);
        return new Sweep(
                stores.ledger(),
                catalog,
                reports.journal(),
                clock,
                new JobsBeside(ofJobs, reports::jobsPutOff));
    }

    public Door door() {
        return door;
    }

    public Sweep sweep() {
        return sweep;
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

    /**
     * Reads what the first request will wait for, on a thread of its own: the slots, where they are
     * stored.
     */
    public void readAhead() {
        Thread.startVirtualThread(slots::readAhead);
    }

    /** The process is told to end: whoever is being answered is told so. */
    public void endAnswers() {
        upstream.endAnswers();
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
}
