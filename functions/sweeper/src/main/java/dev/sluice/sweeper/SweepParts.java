package dev.sluice.sweeper;

import dev.sluice.aws.SsmSlots;
import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.ledger.DynamoLedger;
import dev.sluice.aws.limits.DynamoLimits;
import dev.sluice.aws.settings.BaseUrls;
import dev.sluice.aws.settings.EnvSlots;
import dev.sluice.aws.settings.MovedSlots;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.settings.SlotSettings;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.Holdings;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.resolve.Slots;
import dev.sluice.core.settle.JobSweep;
import dev.sluice.core.settle.Jobs;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.Sweep;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.catalog.CatalogLoader;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.upstream.JobsUpstream;
import dev.sluice.wire.upstream.Timeouts;
import dev.sluice.wire.upstream.Upstream;
import dev.sluice.wire.upstream.UpstreamClient;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** What the function is made of. */
record SweepParts(Ledger ledger, Catalog catalog, Clock clock, SweepLog log, Sweep.OfJobs ofJobs) {

    static SweepParts of(Map<String, String> environment) {
        Settings settings = new Settings(environment);
        AwsClients aws = new AwsClients(environment);
        TableNames tables = new TableNames(settings.stage());
        Catalog catalog = CatalogLoader.bundled();
        Clock clock = aws.clock();
        SweepLog log = new SweepLog(System.out, settings.stage());
        Ledger ledger = new DynamoLedger(aws.dynamoDb(), tables);
        DynamoLimits limits = new DynamoLimits(aws.dynamoDb(), tables, new Random());
        Jobs jobs =
                new Jobs(ledger, new Holdings(limits, clock), catalog, log, clock, Duration.ZERO);
        Slots slots =
                MovedSlots.of(
                        slots(environment, aws, tables, catalog, clock),
                        BaseUrls.from(environment, catalog),
                        environment);
        Upstream upstream =
                new Upstream(
                        new UpstreamClient(Timeouts.DEFAULT, "sweeper"),
                        Dialects.ALL,
                        Timeouts.DEFAULT,
                        clock);
        JobsUpstream providers = new JobsUpstream(upstream, catalog, slots);
        return new SweepParts(
                ledger, catalog, clock, log, new JobSweep(ledger, jobs, providers, clock));
    }

    private static Slots slots(
            Map<String, String> environment,
            AwsClients aws,
            TableNames tables,
            Catalog catalog,
            Clock clock) {
        SlotSettings named = SlotSettings.ofEnvironment(environment, catalog).orThrow();
        return named.slots().isEmpty()
                ? new SsmSlots(aws.ssm(), tables, catalog, clock, System.out::println)
                : new EnvSlots(named);
    }
}
