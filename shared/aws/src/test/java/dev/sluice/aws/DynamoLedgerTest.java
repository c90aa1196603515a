package dev.sluice.aws;

import dev.sluice.core.settle.LedgerContract;

class DynamoLedgerTest extends LedgerContract {
    @Override
    protected Opened newLedger() {
        TableNames tables = LocalDynamo.tables();
        return new Opened(
                new DynamoLedger(LocalDynamo.client(), tables),
                new DynamoUsage(LocalDynamo.client(), tables));
    }
}
