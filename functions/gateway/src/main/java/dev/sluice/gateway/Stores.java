package dev.sluice.gateway;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.aws.ledger.DynamoLedger;
import dev.sluice.aws.ledger.DynamoUsage;
import dev.sluice.aws.limits.DynamoLimits;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.MemoryLimits;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.MemoryKeys;
import dev.sluice.core.settle.JobBook;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.MemoryLedger;
import dev.sluice.core.settle.UsageView;
import dev.sluice.webchat.credit.AccountBook;
import dev.sluice.webchat.credit.DynamoAccounts;
import dev.sluice.webchat.credit.MemoryAccounts;
import java.util.random.RandomGenerator;

/** Limits, ledger, keys and accounts, all in one place: tables, or this process. */
record Stores(
        LimitStore limits,
        Ledger ledger,
        UsageView usage,
        JobBook jobs,
        KeyStore keys,
        AccountBook accounts) {

    static Stores of(Config config, AwsClients aws, RandomGenerator jitter) {
        return switch (config.stores()) {
            case MEMORY -> memory();
            case DYNAMODB -> tables(config.stage(), aws, jitter);
        };
    }

    private static Stores memory() {
        MemoryLedger ledger = new MemoryLedger();
        return new Stores(
                new MemoryLimits(), ledger, ledger, ledger, new MemoryKeys(), new MemoryAccounts());
    }

    private static Stores tables(String stage, AwsClients aws, RandomGenerator jitter) {
        TableNames names = new TableNames(stage);
        DynamoUsage usage = new DynamoUsage(aws.dynamoDb(), names);
        return new Stores(
                new DynamoLimits(aws.dynamoDb(), names, jitter),
                new DynamoLedger(aws.dynamoDb(), names),
                usage,
                usage,
                new DynamoKeys(aws.dynamoDb(), names),
                new DynamoAccounts(aws.dynamoDb(), names));
    }

    /** The same with one more key, known to this process alone. */
    Stores withLocalKey(String key) {
        return new Stores(limits, ledger, usage, jobs, new LocalKey(keys, key), accounts);
    }
}
