package dev.sluice.webchat.doors;

import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import dev.sluice.webchat.credit.Balance;
import dev.sluice.webchat.credit.Credits;
import dev.sluice.webchat.signin.Visitor;
import java.util.List;

/**
 * Whose accounts serve a visitor: its own first, and behind them the server's where it may use them
 * and has credit. The one place that decides it.
 */
final class AccountPolicy {
    private final Slots slots;
    private final Credits credits;

    AccountPolicy(Slots slots, Credits credits) {
        this.slots = slots;
        this.credits = credits;
    }

    /**
     * What can serve a visitor.
     *
     * @param own accounts that it brought along, in its order
     * @param servers the configured ones that it may use
     */
    record Choice(List<Slot> own, List<Slot> servers) {
        boolean isNone() {
            return own.isEmpty() && servers.isEmpty();
        }

        Accounts accounts() {
            return new Accounts(own, !servers.isEmpty());
        }

        Choice ownAlone() {
            return new Choice(own, List.of());
        }
    }

    Choice choice(Visitor visitor, List<Slot> own) {
        return new Choice(own, servers(visitor));
    }

    /** The server's slots that a visitor may use. */
    List<Slot> servers(Visitor visitor) {
        return visitor.mayUseServer() ? slots.current() : List.of();
    }

    /**
     * Without the server's slots where the visitor's credit is used up and it has accounts of its
     * own; throws where it has none.
     */
    Choice paidFor(Visitor visitor, Choice choice) throws NoCredit {
        if (choice.servers().isEmpty()) {
            return choice;
        }
        Balance balance = credits.of(visitor.id());
        if (!balance.usedUp()) {
            return choice;
        }
        if (choice.own().isEmpty()) {
            throw new NoCredit(balance);
        }
        return choice.ownAlone();
    }

    /** Nothing can be paid for. */
    static final class NoCredit extends Exception {
        private final transient Balance balance;

        NoCredit(Balance balance) {
            super("credit is used up", null, false, false);
            this.balance = balance;
        }

        Balance balance() {
            return balance;
        }
    }
}
