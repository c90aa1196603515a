package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.admit.Admit;
import dev.sluice.core.admit.MemoryLimits;
import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.authenticate.Authenticate;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.relay.Budget;
import dev.sluice.core.resolve.Resolve;
import dev.sluice.core.settle.Later;
import dev.sluice.core.settle.Settle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusesTest {
    @Test
    void everyRejectionHasItsStatusAndCode() {
        Map<Rejection, String> wanted =
                Map.ofEntries(
                        Map.entry(new Rejection.BadRequest("m", null, null), "400 invalid_request"),
                        Map.entry(new Rejection.BadRequest("m", "p", "c"), "400 c"),
                        Map.entry(new Rejection.Unauthenticated("m"), "401 invalid_api_key"),
                        Map.entry(new Rejection.Forbidden("m", "c"), "403 c"),
                        Map.entry(
                                new Rejection.ModelNotFound("m", List.of()), "404 model_not_found"),
                        Map.entry(new Rejection.NotFound("m"), "404 unknown_url"),
                        Map.entry(
                                new Rejection.MethodNotAllowed("m", "GET"),
                                "405 method_not_allowed"),
                        Map.entry(new Rejection.BodyTooLarge("m"), "413 request_too_large"),
                        Map.entry(
                                new Rejection.UnsupportedCoding("m"),
                                "415 unsupported_content_encoding"),
                        Map.entry(
                                new Rejection.Throttled(
                                        "m", "tokens", 1, Meters.NONE, false, false),
                                "429 rate_limit_exceeded"),
                        Map.entry(new Rejection.Unpaid("m"), "402 insufficient_quota"),
                        Map.entry(new Rejection.Unavailable("m", -1), "503 service_unavailable"),
                        Map.entry(
                                new Rejection.RefusedUpstream(422, "m", null, null, null),
                                "422 upstream_refused"),
                        Map.entry(new Rejection.RefusedUpstream(400, "m", "t", "p", "c"), "400 c"),
                        Map.entry(new Rejection.UpstreamFailed(502, "m"), "502 upstream_error"),
                        Map.entry(new Rejection.UpstreamFailed(504, "m"), "504 upstream_timeout"));
        wanted.forEach(
                (rejection, statusAndCode) ->
                        assertThat(Statuses.of(rejection) + " " + Statuses.code(rejection))
                                .isEqualTo(statusAndCode));
    }

    @Test
    void keysThatCannotBeReachedAre503() {
        World world = new World();
        Resolve resolve = new Resolve(Samples.CATALOG, world, 0);
        Admit admit = new Admit(new MemoryLimits(), world.clock);
        Gateway gateway =
                new Gateway(
                        new Authenticate(new UnreachableKeys(), world.clock),
                        resolve,
                        admit,
                        new Settle(
                                world.ledger,
                                Samples.CATALOG,
                                world,
                                world.clock,
                                World.DEADLINE,
                                Later.NEVER,
                                world.jobs()),
                        new Budget(1, 1),
                        world.clock);
        assertThatThrownBy(() -> gateway.authenticate("Bearer sk-fake"))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(Statuses.of(rejected.rejection())).isEqualTo(503);
                            assertThat(rejected.getCause()).hasMessage("find");
                            assertThat(rejected.rejection().message()).doesNotContain("find");
                        });
        assertThatThrownBy(() -> gateway.authenticate(null))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(Statuses.of(rejected.rejection())).isEqualTo(401));
    }

    private static final class UnreachableKeys implements KeyStore {
        @Override
        public Optional<KeyRecord> find(String hash) {
            throw new StoreUnavailable("find", new IllegalStateException("scripted"));
        }

        @Override
        public boolean create(KeyRecord record) {
            return false;
        }

        @Override
        public List<KeyRecord> list() {
            return List.of();
        }

        @Override
        public boolean revoke(String name) {
            return false;
        }
    }
}
