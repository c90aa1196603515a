package dev.sluice.deploy.localstack;

import dev.sluice.aws.ledger.DynamoLedger;
import dev.sluice.aws.ledger.DynamoUsage;
import dev.sluice.aws.store.TableNames;
import dev.sluice.core.settle.LedgerContract;

@NeedsDocker
class LocalStackLedgerTest extends LedgerContract {
    @Override
    protected Opened newLedger() {
        TableNames tables = LocalStack.tables();
        DynamoUsage usage = new DynamoUsage(LocalStack.dynamoDb(), tables);
        return new Opened(new DynamoLedger(LocalStack.dynamoDb(), tables), usage, usage);
    }
}
