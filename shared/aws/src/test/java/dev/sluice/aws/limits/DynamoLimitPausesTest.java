package dev.sluice.aws.limits;

import dev.sluice.aws.LocalDynamo;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.admit.LimitPausesContract;
import dev.sluice.core.admit.LimitStore;
import java.util.Random;

class DynamoLimitPausesTest extends LimitPausesContract {
    private final TableNames tables = LocalDynamo.tables();

    @Override
    protected LimitStore newStore() {
        return new DynamoLimits(LocalDynamo.client(), tables, new Random());
    }
}
