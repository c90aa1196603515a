package dev.sluice.gateway;

import dev.sluice.aws.AwsClients;
import dev.sluice.aws.DynamoKeys;
import dev.sluice.aws.DynamoLedger;
import dev.sluice.aws.DynamoLimits;
import dev.sluice.aws.TableNames;
import dev.sluice.aws.Tables;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.MemoryLimits;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.MemoryKeys;
import dev.sluice.core.settle.Ledger;
import dev.sluice.core.settle.MemoryLedger;

/** Limits, ledger and keys, all in one place: tables, or this process. */
record Stores(LimitStore limits, Ledger ledger, KeyStore keys) {

    static Stores of(Config config, AwsClients aws) {
        return switch (config.stores()) {
            case MEMORY -> new Stores(new MemoryLimits(), new MemoryLedger(), new MemoryKeys());
            case DYNAMODB -> tables(config.stage(), aws);
        };
    }

    private static Stores tables(String stage, AwsClients aws) {
        TableNames names = new TableNames(stage);
        if (aws.dynamoDbIsOverridden()) {
            Tables.createMissing(aws.dynamoDb(), names); // nobody deploys an emulator's tables
        }
        return new Stores(
                new DynamoLimits(aws.dynamoDb(), names),
                new DynamoLedger(aws.dynamoDb(), names),
                new DynamoKeys(aws.dynamoDb(), names));
    }

    /** The same with one more key, known to this process alone. */
    Stores withLocalKey(String key) {
        return new Stores(limits, ledger, new LocalKey(keys, key));
    }
}
