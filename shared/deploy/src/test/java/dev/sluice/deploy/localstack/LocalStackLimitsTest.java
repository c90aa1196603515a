package dev.sluice.deploy.localstack;

import dev.sluice.aws.limits.DynamoLimits;
import dev.sluice.core.admit.LimitStore;
import dev.sluice.core.admit.LimitStoreContract;
import java.util.Random;

@NeedsDocker
class LocalStackLimitsTest extends LimitStoreContract {
    @Override
    protected LimitStore newStore() {
        return new DynamoLimits(LocalStack.dynamoDb(), LocalStack.tables(), new Random());
    }
}
