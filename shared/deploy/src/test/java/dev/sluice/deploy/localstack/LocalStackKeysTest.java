package dev.sluice.deploy.localstack;

import dev.sluice.aws.keys.DynamoKeys;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.KeyStoreContract;

@NeedsDocker
class LocalStackKeysTest extends KeyStoreContract {
    @Override
    protected KeyStore newStore() {
        return new DynamoKeys(LocalStack.dynamoDb(), LocalStack.tables());
    }
}
