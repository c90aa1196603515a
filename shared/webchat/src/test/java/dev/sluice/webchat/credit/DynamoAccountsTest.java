package dev.sluice.webchat.credit;

import dev.sluice.aws.LocalDynamo;

class DynamoAccountsTest extends AccountBookContract {
    @Override
    protected AccountBook newBook() {
        return new DynamoAccounts(LocalDynamo.client(), LocalDynamo.tables());
    }
}
