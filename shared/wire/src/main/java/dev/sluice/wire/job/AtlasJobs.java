package dev.sluice.wire.job;

import dev.sluice.core.catalog.Provider;
import dev.sluice.wire.atlas.AtlasPaths;
import dev.sluice.wire.atlas.Prediction;
import dev.sluice.wire.error.UpstreamError;
import java.net.URI;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Atlas Cloud's predictions. They do not say what they cost. */
final class AtlasJobs implements JobTongue {
    @Override
    public String path(Provider provider, URI baseUrl, String jobId) {
        return AtlasPaths.prediction(jobId);
    }

    @Override
    public @Nullable Progress read(byte[] body) {
        Prediction told = Prediction.read(body);
        if (told == null) {
            return null;
        }
        UpstreamError error = told.error();
        boolean failed = told.state() == Prediction.State.FAILED;
        return new Progress(
                told.id(),
                state(told.state()),
                OptionalInt.empty(),
                told.outputs(),
                failed && error != null ? error.code() : null,
                failed && error != null ? error.message() : null,
                OptionalLong.empty(),
                OptionalLong.empty(),
                null);
    }

    private static Progress.State state(Prediction.State state) {
        return switch (state) {
            case RUNNING -> Progress.State.IN_PROGRESS;
            case DONE -> Progress.State.COMPLETED;
            case FAILED -> Progress.State.FAILED;
        };
    }
}
