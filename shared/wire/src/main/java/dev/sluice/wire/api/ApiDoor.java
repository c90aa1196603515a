package dev.sluice.wire.api;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.call.Shown;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.openai.ChatRequest;
import java.io.IOException;
import java.util.Optional;

/**
 * All of the API behind one door: finds the route, gives the request its id, and turns whatever
 * goes wrong into OpenAI's error shape. Nothing of an exception reaches the client.
 */
public final class ApiDoor implements Door {
    private static final String MODELS = "/v1/models";

    private final CompletionDoor completions;
    private final ModelsDoor models;
    private final HealthDoor health;
    private final Routes more;
    private final RequestIds ids;
    private final Clock clock;
    private final Faults faults;

    public ApiDoor(
            CompletionDoor completions,
            ModelsDoor models,
            HealthDoor health,
            Routes more,
            RequestIds ids,
            Clock clock,
            Faults faults) {
        this.completions = completions;
        this.models = models;
        this.health = health;
        this.more = more;
        this.ids = ids;
        this.clock = clock;
        this.faults = faults;
    }

    /**
     * Told of what must not happen, for the log: a fault of our own, or a {@link StoreUnavailable},
     * whose message may be shown there.
     */
    @FunctionalInterface
    public interface Faults {
        void internal(String requestId, Throwable cause);
    }

    @Override
    public void handle(DoorRequest sent, DoorReply reply) throws IOException {
        DoorRequest request = CodedBody.decoded(sent);
        Visit visit = new Visit(ids.next(), clock, request, reply);
        try {
            route(visit, request);
        } catch (Rejected e) {
            refuse(visit, e);
        } catch (CodedBody.Refused e) {
            refuse(visit, e.rejected());
        } catch (StoreUnavailable e) {
            refuse(visit, Rejected.unavailable(e));
        } catch (RuntimeException e) {
            faults.internal(visit.requestId(), e);
            visit.refuse(
                    new Rejected(
                            new Rejection.UpstreamFailed(
                                    500,
                                    "The gateway had an internal error. Quote the request id "
                                            + visit.requestId()
                                            + ".")));
        }
    }

    /** What could not be reached is for the log alone. */
    private void refuse(Visit visit, Rejected rejected) throws IOException {
        Throwable cause = rejected.getCause();
        if (cause != null) {
            faults.internal(visit.requestId(), cause);
        }
        visit.refuse(rejected);
    }

    private void route(Visit visit, DoorRequest request) throws Rejected, IOException {
        String path = request.path();
        switch (path) {
            case "/v1/chat/completions" -> {
                allow(request, path, "POST");
                completions.serve(visit, ChatRequest.Kind.CHAT);
            }
            case "/v1/completions" -> {
                allow(request, path, "POST");
                completions.serve(visit, ChatRequest.Kind.COMPLETION);
            }
            case MODELS, MODELS + "/" -> {
                allow(request, path, "GET");
                models.list(visit);
            }
            case "/health" -> {
                allow(request, path, "GET");
                health.answer(visit);
            }
            default -> {
                if (!more.serve(visit)) {
                    model(visit, request);
                }
            }
        }
    }

    private void model(Visit visit, DoorRequest request) throws Rejected, IOException {
        Optional<String> id =
                Optional.of(request.path())
                        .filter(path -> path.startsWith(MODELS + "/"))
                        .map(path -> path.substring(MODELS.length() + 1));
        if (id.isEmpty()) {
            throw new Rejected(
                    new Rejection.NotFound(
                            "Unknown request URL: "
                                    + request.method()
                                    + " "
                                    + Shown.name(request.path())
                                    + ". This gateway serves POST /v1/chat/completions, POST"
                                    + " /v1/completions, GET /v1/models, GET /v1/models/{id} and"
                                    + " GET /health."));
        }
        allow(request, MODELS + "/{id}", "GET");
        models.one(visit, id.get());
    }

    /** HEAD goes wherever GET goes. */
    private static void allow(DoorRequest request, String path, String method) throws Rejected {
        boolean allowed =
                request.method().equals(method)
                        || (method.equals("GET") && request.method().equals("HEAD"));
        if (!allowed) {
            throw new Rejected(
                    new Rejection.MethodNotAllowed(
                            "Not allowed to "
                                    + Shown.name(request.method())
                                    + " on "
                                    + path
                                    + " (HINT: use "
                                    + method
                                    + ").",
                            method.equals("GET") ? "GET, HEAD" : method));
        }
    }
}
