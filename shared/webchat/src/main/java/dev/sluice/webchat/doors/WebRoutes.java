package dev.sluice.webchat.doors;

import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.call.Shown;
import dev.sluice.core.catalog.Catalog;
import dev.sluice.wire.api.Routes;
import dev.sluice.wire.api.Visit;
import dev.sluice.wire.door.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The frontend's paths, and which door each leads to. */
public final class WebRoutes implements Routes {
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
        pictures = new PictureDoor(media);
        providers = new ProvidersDoor(parts.slots());
        account = new AccountDoor(parts);
        catalog = parts.catalog();
    }

    @Override
    public boolean serve(Visit visit) throws Rejected, IOException {
        switch (visit.request().path()) {
            case "/chat" -> {
                allow(visit, "POST");
                chat.serve(visit);
            }
            case "/proxy" -> {
                allow(visit, "POST");
                proxy.serve(visit);
            }
            case "/tts" -> {
                allow(visit, "POST");
                voice.speak(visit);
            }
            case "/transcribe" -> {
                allow(visit, "POST");
                voice.listen(visit);
            }
            case "/generate-image" -> {
                allow(visit, "POST");
                pictures.generate(visit);
            }
            case "/image-edit" -> {
                allow(visit, "POST");
                pictures.edit(visit);
            }
            case "/usage" -> {
                allow(visit, "GET");
                account.usage(visit);
            }
            case "/billing" -> {
                allow(visit, "GET", "POST");
                account.billing(visit);
            }
            case "/billing/clear" -> {
                allow(visit, "DELETE");
                account.clear(visit);
            }
            case "/providers" -> {
                allow(visit, "GET");
                providers.list(visit);
            }
            case "/pricing.ts" -> {
                allow(visit, "GET");
                byte[] prices = PricingTs.of(catalog).getBytes(StandardCharsets.UTF_8);
                visit.whole(200, cached(), "text/plain; charset=utf-8", prices);
            }
            case "/provider-catalog.json" -> {
                allow(visit, "GET");
                visit.json(200, cached(), ProviderCatalogJson.of(catalog));
            }
            default -> {
                return NotOffered.answer(visit);
            }
        }
        return true;
    }

    private static Headers cached() {
        return Headers.of("cache-control", "public, max-age=300");
    }

    /** HEAD goes where GET goes. */
    private static void allow(Visit visit, String... methods) throws Rejected {
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
