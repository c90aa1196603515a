package dev.sluice.deploy.localstack;

import dev.sluice.aws.limits.DynamoLimits;
import dev.sluice.core.admit.LimitPausesContract;
import dev.sluice.core.admit.LimitStore;
import java.util.Random;

@NeedsDocker
class LocalStackLimitPausesTest extends LimitPausesContract {
    @Override
    protected LimitStore newStore() {
        return new DynamoLimits(LocalStack.dynamoDb(), LocalStack.tables(), new Random());
    }
}
