package dev.sluice.webchat.visit;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.core.resolve.AllowedNames;
import dev.sluice.core.resolve.ModelMap;
import dev.sluice.core.resolve.Offers;
import dev.sluice.core.resolve.Slots;
import dev.sluice.core.settle.UsageView;
import dev.sluice.core.time.Clock;
import dev.sluice.webchat.credit.AccountBook;
import dev.sluice.webchat.credit.CreditBudget;
import dev.sluice.webchat.credit.Credits;
import dev.sluice.webchat.own.EndpointRules;
import dev.sluice.webchat.own.OwnProviders;
import dev.sluice.webchat.signin.SignIn;
import dev.sluice.wire.api.Serving;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What the web doors are made of. All parts are safe for any thread.
 *
 * @param jitter for waits that differ from those of every other process
 * @param keepAlive silence after which the page gets a comment where it waits for events
 */
public record WebParts(
        Gateway gateway,
        Serving serving,
        SignIn signIn,
        Models models,
        Money money,
        RequestIds ids,
        Clock clock,
        RandomGenerator jitter,
        Duration keepAlive) {

    /** What may be asked of whom. */
    public record Models(Catalog catalog, ModelMap map, Slots slots, EndpointRules endpoints) {
        public Offers offers() {
            return new Offers(catalog, map, slots);
        }

        public AllowedNames allowedNames() {
            return new AllowedNames(catalog, map);
        }
    }

    /** What people have and have used. */
    public record Money(
            Credits credits, CreditBudget budget, AccountBook accounts, UsageView usage) {}

    public Visitors visitors() {
        return new Visitors(gateway, signIn);
    }

    public OwnProviders ownProviders() {
        return new OwnProviders(models.catalog(), models.endpoints());
    }

    public AccountPolicy accountPolicy() {
        return new AccountPolicy(models.slots(), money.budget());
    }
}
