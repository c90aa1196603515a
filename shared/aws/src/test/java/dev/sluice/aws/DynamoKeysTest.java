package dev.sluice.aws;

import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.authenticate.KeyStoreContract;

class DynamoKeysTest extends KeyStoreContract {
    @Override
    protected KeyStore newStore() {
        return new DynamoKeys(LocalDynamo.client(), LocalDynamo.tables());
    }
}
