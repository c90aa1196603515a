package dev.sluice.wire.job;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.openai.Quirk;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How a provider is asked how far a job is, and answers. Safe for any thread. */
public interface JobTongue {
    /** The provider that speaks {@link #ATLAS}. */
    String ATLAS_PROVIDER = "atlascloud";

    /** The form of jobs that were asked for as Atlas Cloud has it, in rows. */
    String ATLAS_FORM = "atlas";

    JobTongue ATLAS = new AtlasJobs();
    JobTongue TOGETHER = new TogetherJobs();

    /** Atlas Cloud has its own; Together's is spoken by all others that have any. */
    static JobTongue of(Provider provider) {
        return Quirk.ATLAS_MEDIA.isOf(provider) ? ATLAS : TOGETHER;
    }

    /** The one that a job was begun in: what was asked in Atlas Cloud's form stays in it. */
    static JobTongue of(Provider provider, String form) {
        return form.equals(ATLAS_FORM) ? ATLAS : of(provider);
    }

    /**
     * Whether models may be asked in Atlas Cloud's own form: its own, and those of an endpoint of
     * which nothing is known but where it is.
     */
    static boolean takesAtlasForm(Provider provider) {
        return Quirk.ATLAS_MEDIA.isOf(provider) || provider.baseUrl().isEmpty();
    }

    /** Where a job is looked at, beside the slot's base URL or outright. */
    String path(Provider provider, URI baseUrl, String jobId);

    /**
     * Reads what the provider says of a job, when it takes it and whenever it is asked.
     *
     * @return null where it says nothing of one
     */
    @Nullable Progress read(byte[] body);
}
