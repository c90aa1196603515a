package dev.sluice.wire.api;

import dev.sluice.core.Gateway;
import dev.sluice.core.call.Caller;
import dev.sluice.core.call.Rejected;
import dev.sluice.core.call.Rejection;
import dev.sluice.core.resolve.Candidate;
import dev.sluice.core.resolve.Offers;
import dev.sluice.wire.atlas.AtlasPaths;
import dev.sluice.wire.door.NoRoom;
import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.form.Content;
import dev.sluice.wire.form.Multipart;
import dev.sluice.wire.form.Part;
import dev.sluice.wire.job.JobTongue;
import dev.sluice.wire.upstream.JobsUpstream;
import java.io.IOException;
import java.util.List;

/**
 * Takes a file for a provider that keeps it for a while; counts among the requests of its caller
 * and of its slot. Only who may use some model of that provider may leave it there.
 */
final class UploadDoor {
    private static final String ELSEWHERE =
            "Put it where the provider can fetch it, and name its address (file_url) instead.";

    private final Gateway gateway;
    private final Offers offers;
    private final JobsUpstream upstream;

    UploadDoor(Gateway gateway, Offers offers, JobsUpstream upstream) {
        this.gateway = gateway;
        this.offers = offers;
        this.upstream = upstream;
    }

    boolean serve(Visit visit) throws Rejected, IOException {
        Caller caller = visit.caller(gateway);
        if (!offers.mayUse(caller, JobTongue.ATLAS_PROVIDER)) {
            throw new Rejected(notAllowed(caller));
        }
        gateway.hear(caller);
        Content file = file(visit);
        List<Candidate> keepers =
                upstream.keepers(JobTongue.ATLAS_PROVIDER, AtlasPaths.UPLOAD_MEDIA);
        if (keepers.isEmpty()) {
            throw new Rejected(new Rejection.NotFound("No configured provider slot keeps files."));
        }
        try (JobsUpstream.Uploaded uploaded = kept(caller, gateway.count(caller, keepers), file)) {
            visit.held(uploaded.status(), uploaded.body(), uploaded.room());
        }
        return true;
    }

    private static Rejection notAllowed(Caller caller) {
        return new Rejection.Forbidden(
                "The key \""
                        + caller.id()
                        + "\" may use no model of the provider that keeps files. It may use: "
                        + String.join(", ", caller.allowedModels())
                        + ".",
                "model_not_allowed");
    }

    private JobsUpstream.Uploaded kept(Caller caller, Candidate keeper, Content file)
            throws Rejected, NoRoom {
        try {
            return upstream.upload(caller, keeper, AtlasPaths.UPLOAD_MEDIA, file);
        } catch (NoRoom e) {
            throw e;
        } catch (IOException e) {
            throw new Rejected(
                    new Rejection.UpstreamFailed(502, "The provider did not take the file."));
        }
    }

    private static Content file(Visit visit) throws Rejected, IOException {
        try {
            Content content =
                    new Content(
                            visit.body(EndpointDoor.MOST_BODY_BYTES, "The file", ELSEWHERE),
                            visit.request().headers().first("content-type"));
            Part file =
                    Multipart.read(content)
                            .first("file")
                            .orElseThrow(() -> BadRequest.missing("file"));
            if (!file.view().hasRemaining()) {
                throw new BadRequest("Invalid 'file': it is empty.", "file", "invalid_value");
            }
            return content;
        } catch (BadRequest e) {
            throw e.rejected();
        }
    }
}
