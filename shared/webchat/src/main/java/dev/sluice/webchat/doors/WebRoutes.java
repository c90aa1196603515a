package dev.sluice.webchat.doors;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.webchat.billing.AccountDoor;
import dev.sluice.webchat.chat.ChatDoor;
import dev.sluice.webchat.chat.ProxyDoor;
import dev.sluice.webchat.listing.PricingTs;
import dev.sluice.webchat.listing.ProviderCatalogJson;
import dev.sluice.webchat.listing.ProvidersDoor;
import dev.sluice.webchat.media.MediaDoor;
import dev.sluice.webchat.media.PictureDoor;
import dev.sluice.webchat.media.VoiceDoor;
import dev.sluice.webchat.page.WebErrors;
import dev.sluice.webchat.visit.WebParts;
import dev.sluice.wire.api.Routes;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The frontend's paths, and which door each leads to. */
public final class WebRoutes implements Routes {
    private static final List<String> GET = List.of("GET");
    private static final List<String> POST = List.of("POST");
    private static final List<String> GET_AND_POST = List.of("GET", "POST");
    private static final List<String> DELETE = List.of("DELETE");

    private final ChatDoor chat;
    private final ProxyDoor proxy;
    private final VoiceDoor voice;
    private final PictureDoor pictures;
    private final AccountDoor account;
    private final ProvidersDoor providers;
    private final Catalog catalog;

    public WebRoutes(WebParts parts) {
        chat = new ChatDoor(parts);
        proxy = new ProxyDoor(parts);
        MediaDoor media = new MediaDoor(parts);
        voice = new VoiceDoor(media);
        pictures = new PictureDoor(media, parts);
        providers = new ProvidersDoor(parts.models().slots());
        account = new AccountDoor(parts);
        catalog = parts.models().catalog();
    }

    @Override
    public boolean serve(Visit visit) throws Rejected, IOException {
        String path = visit.request().path();
        List<String> methods = methods(path);
        if (methods.isEmpty()) {
            return NotOffered.answer(visit);
        }
        allow(visit, methods);
        switch (path) {
            case "/chat" -> chat.serve(visit);
            case "/proxy" -> proxy.serve(visit);
            case "/tts" -> voice.speak(visit);
            case "/transcribe" -> voice.listen(visit);
            case "/generate-image" -> pictures.generate(visit);
            case "/image-edit" -> pictures.edit(visit);
            case "/usage" -> account.usage(visit);
            case "/billing" -> account.billing(visit);
            case "/billing/clear" -> account.clear(visit);
            case "/providers" -> providers.list(visit);
            case "/pricing.ts" -> prices(visit);
            default -> visit.json(200, cached(), ProviderCatalogJson.of(catalog));
        }
        return true;
    }

    /** What may be done there; nothing where there is nothing. */
    private static List<String> methods(String path) {
        return switch (path) {
            case "/chat", "/proxy", "/tts", "/transcribe", "/generate-image", "/image-edit" -> POST;
            case "/usage", "/providers", "/pricing.ts", "/provider-catalog.json" -> GET;
            case "/billing" -> GET_AND_POST;
            case "/billing/clear" -> DELETE;
            default -> List.of();
        };
    }

    private void prices(Visit visit) throws IOException {
        byte[] prices = PricingTs.of(catalog).getBytes(StandardCharsets.UTF_8);
        visit.whole(200, cached(), "text/plain; charset=utf-8", prices);
    }

    /** A known origin's copy has headers that another's must not be given. */
    private static Headers cached() {
        return Headers.of("cache-control", "public, max-age=300", "vary", "Origin");
    }

    /** HEAD goes where GET goes. */
    private static void allow(Visit visit, List<String> methods) throws Rejected {
        visit.errorsAs(WebErrors.JSON);
        String asked = visit.request().method();
        for (String method : methods) {
            if (asked.equals(method) || (method.equals("GET") && asked.equals("HEAD"))) {
                return;
            }
        }
        throw new Rejected(
                new Rejection.MethodNotAllowed(
                        "Not allowed to "
                                + Shown.name(asked)
                                + " on "
                                + visit.request().path()
                                + ".",
                        String.join(", ", methods)));
    }
}
