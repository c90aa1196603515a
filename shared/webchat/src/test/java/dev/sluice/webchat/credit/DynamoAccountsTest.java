package dev.sluice.aws;

import dev.sluice.core.credit.AccountBook;
import dev.sluice.core.credit.AccountBookContract;

class DynamoAccountsTest extends AccountBookContract {
    @Override
    protected AccountBook newBook() {
        return new DynamoAccounts(LocalDynamo.client(), LocalDynamo.tables());
    }
}
