package dev.sluice.operator;

import dev.sluice.aws.client.AwsClients;
import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.aws.ledger.DynamoUsage;
import dev.sluice.aws.limits.SlotStates;
import dev.sluice.aws.settings.Settings;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.settle.UsageView;
import dev.sluice.webchat.credit.AccountBook;
import dev.sluice.webchat.credit.DynamoAccounts;
import java.util.Map;

/**
 * The tables that a command works on: those of {@code SLUICE_STAGE}, where the AWS variables of
 * {@link AwsClients} say. Its clients live as long as the process, which is a command's.
 */
record Stage(String name, Map<String, String> environment) {
    static Stage of(Map<String, String> environment) {
        return new Stage(new Settings(environment).stage(), environment);
    }

    KeyStore keys() {
        return new DynamoKeys(new AwsClients(environment).dynamoDb(), new TableNames(name));
    }

    SlotStates slots() {
        return new SlotStates(new AwsClients(environment).dynamoDb(), new TableNames(name));
    }

    UsageView usage() {
        return new DynamoUsage(new AwsClients(environment).dynamoDb(), new TableNames(name));
    }

    AccountBook accounts() {
        return new DynamoAccounts(new AwsClients(environment).dynamoDb(), new TableNames(name));
    }
}
