package dev.sluice.aws;

import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.LimitStoreContract;

class DynamoLimitsTest extends LimitStoreContract {
    @Override
    protected LimitStore newStore() {
        return new DynamoLimits(LocalDynamo.client(), LocalDynamo.tables());
    }
}
