package dev.sluice.core.authenticate;

class MemoryKeysTest extends KeyStoreContract {
    @Override
    protected KeyStore newStore() {
        return new MemoryKeys();
    }
}
