package dev.sluice.core.resolve;

import java.util.List;

/**
 * Whose accounts may serve a request: decided once, by whoever takes it in.
 *
 * @param brought accounts that the caller brought along for it; they are asked first
 * @param configured whether the operator's slots may serve, behind those
 */
public record Accounts(List<Slot> brought, boolean configured) {
    /** The operator's slots alone. */
    public static final Accounts CONFIGURED = new Accounts(List.of(), true);

    public Accounts {
        brought = List.copyOf(brought);
    }

    /** These alone. */
    public static Accounts only(List<Slot> brought) {
        return new Accounts(brought, false);
    }

    /** These, and behind them the operator's slots. */
    public static Accounts first(List<Slot> brought) {
        return new Accounts(brought, true);
    }
}
