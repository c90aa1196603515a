package dev.sluice.wire.api;

import dev.sluice.core.admit.StoreUnavailable;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.RequestIds;
import dev.sluice.core.call.Shown;
import dev.sluice.core.time.Clock;
import dev.sluice.wire.answer.AtlasManners;
import dev.sluice.wire.answer.Manners;
import dev.sluice.wire.answer.OpenAiManners;
import dev.sluice.wire.door.Door;
import dev.sluice.wire.door.DoorReply;
import dev.sluice.wire.door.DoorRequest;
import dev.sluice.wire.door.NoRoom;
import dev.sluice.wire.endpoint.AtlasGenerate;
import dev.sluice.wire.endpoint.Endpoint;
import dev.sluice.wire.endpoint.Endpoints;
import dev.sluice.wire.endpoint.Route;
import dev.sluice.wire.messages.MessagesManners;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All of the API behind one door: finds the route, gives the request its id, and turns whatever
 * goes wrong into OpenAI's error shape. Nothing of an exception reaches the client.
 */
public final class ApiDoor implements Door {
    private final EndpointDoor asking;
    private final ModelsDoor models;
    private final HealthDoor health;
    private final Routes jobs;
    private final Routes more;
    private final RequestIds ids;
    private final Clock clock;
    private final Faults faults;

    public ApiDoor(
            EndpointDoor asking,
            ModelsDoor models,
            HealthDoor health,
            Routes jobs,
            Routes more,
            RequestIds ids,
            Clock clock,
            Faults faults) {
        this.asking = asking;
        this.models = models;
        this.health = health;
        this.jobs = jobs;
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
        Visit visit = new Visit(ids, clock, request, reply);
        try {
            route(visit, request);
        } catch (Rejected e) {
            refuse(visit, e);
        } catch (CodedBody.Refused e) {
            refuse(visit, e.rejected());
        } catch (NoRoom e) {
            visit.refuse(
                    new Rejected(
                            new Rejection.Unavailable(
                                    "This gateway holds as many request bodies and answers as it can."
                                            + " Try again shortly.",
                                    NoRoom.WAIT_MICROS)));
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
        visit.end();
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
        visit.speaksWith(manners(request));
        Endpoint endpoint = asking.endpoints().at(path);
        if ((endpoint == null || !request.method().equals("POST")) && jobs.serve(visit)) {
            return;
        }
        if (endpoint != null) {
            visit.speaksWith(endpoint.manners());
            if (wantsSocket(request)) {
                refuseSocket(visit, endpoint.route());
                return;
            }
            allow(request, endpoint.route());
            asking.serve(visit, endpoint);
        } else if (ModelsDoor.isList(path)) {
            allow(request, ModelsDoor.LIST);
            models.list(visit);
        } else if (path.equals(HealthDoor.ROUTE.path())) {
            allow(request, HealthDoor.ROUTE);
            health.answer(visit);
        } else if (!more.serve(visit)) {
            countOrModel(visit, request);
        }
    }

    /** Of who is at no endpoint: an agent lists models, or asks for what is not there. */
    private static Manners manners(DoorRequest request) {
        boolean isAnthropics =
                request.headers().first(MessagesManners.VERSION) != null
                        || request.path().startsWith("/v1/messages/");
        boolean listsModels =
                ModelsDoor.isList(request.path()) || ModelsDoor.id(request.path()).isPresent();
        if (isAnthropics) {
            return MessagesManners.INSTANCE;
        }
        if (request.path().startsWith(AtlasGenerate.PREFIX)) {
            return AtlasManners.INSTANCE;
        }
        return listsModels ? OpenAiManners.AGENTS : OpenAiManners.CHAT;
    }

    /** Codex may ask for a WebSocket first; at a 426 it goes on by POST. */
    private static boolean wantsSocket(DoorRequest request) {
        return request.method().equals("GET")
                && "websocket".equalsIgnoreCase(request.headers().first("upgrade"));
    }

    private static void refuseSocket(Visit visit, Route route) throws IOException {
        Rejection refused =
                new Rejection.MethodNotAllowed(
                        "There are no WebSockets at "
                                + route.path()
                                + " (HINT: use "
                                + route.method()
                                + ").",
                        route.method());
        Manners manners = visit.manners();
        visit.json(426, manners.retry(refused), manners.error(refused, visit.requestId()));
    }

    private void countOrModel(Visit visit, DoorRequest request) throws Rejected, IOException {
        Endpoint counted = asking.endpoints().countedAt(request.path());
        if (counted == null) {
            model(visit, request);
        } else {
            visit.speaksWith(counted.manners());
            allow(request, counted.counting().orElseThrow().route());
            asking.count(visit, counted, models);
        }
    }

    private void model(Visit visit, DoorRequest request) throws Rejected, IOException {
        Optional<String> id = ModelsDoor.id(request.path());
        if (id.isEmpty()) {
            throw new Rejected(UnknownUrl.at(request, routes(asking.endpoints())));
        }
        allow(request, ModelsDoor.ONE);
        models.one(visit, id.get());
    }

    /** Every route of the API, in the order in which tables show them. */
    public static List<Route> routes(Endpoints endpoints) {
        List<Route> routes = new ArrayList<>();
        for (Endpoint endpoint : endpoints.all()) {
            routes.add(endpoint.route());
            endpoint.counting().ifPresent(counting -> routes.add(counting.route()));
        }
        routes.addAll(JobsDoor.ROUTES);
        routes.addAll(List.of(ModelsDoor.LIST, ModelsDoor.ONE, HealthDoor.ROUTE));
        return routes;
    }

    /** HEAD goes wherever GET goes. */
    static void allow(DoorRequest request, Route route) throws Rejected {
        String method = route.method();
        boolean allowed =
                request.method().equals(method)
                        || (method.equals("GET") && request.method().equals("HEAD"));
        if (!allowed) {
            throw new Rejected(
                    new Rejection.MethodNotAllowed(
                            "Not allowed to "
                                    + Shown.name(request.method())
                                    + " on "
                                    + route.path()
                                    + " (HINT: use "
                                    + method
                                    + ").",
                            method.equals("GET") ? "GET, HEAD" : method));
        }
    }
}
