package dev.sluice.webchat.credit;

class MemoryAccountsTest extends AccountBookContract {
    @Override
    protected AccountBook newBook() {
        return new MemoryAccounts();
    }
}
