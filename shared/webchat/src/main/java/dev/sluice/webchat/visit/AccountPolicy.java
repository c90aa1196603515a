package dev.sluice.webchat.visit;

import dev.sluice.core.call.Caller;
import dev.sluice.core.resolve.Accounts;
import dev.sluice.core.resolve.Slot;
import dev.sluice.core.resolve.Slots;
import dev.sluice.webchat.credit.CreditBalance;
import dev.sluice.webchat.credit.CreditBudget;
import dev.sluice.webchat.signin.Visitor;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whose accounts serve a visitor: its own first, and behind them the server's where it may use them
 * and has credit. The one place that decides it.
 */
public final class AccountPolicy {
    private final Slots slots;
    private final CreditBudget budget;

    AccountPolicy(Slots slots, CreditBudget budget) {
        this.slots = slots;
        this.budget = budget;
    }

    /**
     * What can serve a visitor.
     *
     * @param own accounts that it brought along, in its order
     * @param servers the configured ones that it may use
     */
    public record Choice(List<Slot> own, List<Slot> servers) {
        public boolean isNone() {
            return own.isEmpty() && servers.isEmpty();
        }

        public Accounts accounts() {
            return new Accounts(own, !servers.isEmpty());
        }

        Choice ownAlone() {
            return new Choice(own, List.of());
        }
    }

    public Choice choice(Visitor visitor, List<Slot> own) {
        return new Choice(own, servers(visitor));
    }

    /** The server's slots that a visitor may use. */
    public List<Slot> servers(Visitor visitor) {
        return visitor.mayUseServer() ? slots.current() : List.of();
    }

    /**
     * What serves, and how far it is paid for.
     *
     * @param caller with its credit as a limit, where the server's slots may serve
     * @param freeNanoUsd what the credit pays for, where they may
     */
    public record Paid(Choice choice, Caller caller, OptionalLong freeNanoUsd) {}

    /**
     * Without the server's slots where the visitor's credit is used up and it has accounts of its
     * own; throws where it has none.
     */
    public Paid paidFor(Visitor visitor, Choice choice) throws NoCredit {
        if (choice.servers().isEmpty()) {
            return new Paid(choice, visitor.caller(), OptionalLong.empty());
        }
        CreditBudget.Standing standing = budget.of(visitor.id());
        if (!standing.balance().usedUp()) {
            return new Paid(
                    choice,
                    standing.limiting(visitor.caller()),
                    OptionalLong.of(standing.freeNanoUsd()));
        }
        if (choice.own().isEmpty()) {
            throw new NoCredit(standing.balance());
        }
        return new Paid(choice.ownAlone(), visitor.caller(), OptionalLong.empty());
    }

    /** What is free of a visitor's credit now: what others of its requests hold is not. */
    public CreditBalance free(Visitor visitor) {
        return budget.of(visitor.id()).free();
    }

    /** Nothing can be paid for. */
    public static final class NoCredit extends Exception {
        private final transient CreditBalance balance;

        NoCredit(CreditBalance balance) {
            super("credit is used up", null, false, false);
            this.balance = balance;
        }

        public CreditBalance balance() {
            return balance;
        }
    }
}
