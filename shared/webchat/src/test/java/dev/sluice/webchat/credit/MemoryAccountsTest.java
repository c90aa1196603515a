package dev.sluice.core.credit;

class MemoryAccountsTest extends AccountBookContract {
    @Override
    protected AccountBook newBook() {
        return new MemoryAccounts();
    }
}
