package dev.sluice.core.admit;

class MemoryLimitPausesTest extends LimitPausesContract {
    @Override
    protected LimitStore newStore() {
        return new MemoryLimits();
    }
}
