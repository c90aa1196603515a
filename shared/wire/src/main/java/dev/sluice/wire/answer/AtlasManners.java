package dev.sluice.wire.answer;

import dev.sluice.core.call.Meters;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.door.Headers;
import dev.sluice.wire.json.JsonOut;

/**
 * Atlas Cloud's manners, of its own form: an error is {@code {"code","msg","request_id","data"}},
 * as its SDKs and its MCP server read it, and beside it OpenAI's {@code error} as at every other
 * door. The rest is OpenAI's.
 */
public final class AtlasManners implements Manners {
    public static final Manners INSTANCE = new AtlasManners();

    private final Manners openAi = OpenAiManners.CHAT;

    private AtlasManners() {}

    @Override
    public byte[] error(Rejection rejection, String requestId) {
        byte[] error = openAi.error(rejection, requestId);
        return new JsonOut(error.length + 256)
                .raw("{\"code\":")
                .number(openAi.status(rejection))
                .raw(",\"msg\":")
                .text(rejection.message())
                .raw(",\"request_id\":")
                .text(requestId)
                .raw(",\"data\":null,")
                .raw(error, 1, error.length)
                .toByteArray();
    }

    @Override
    public Headers retry(Rejection rejection) {
        return openAi.retry(rejection);
    }

    @Override
    public void limits(Headers.Builder headers, Meters meters, long nowEpochMicros) {
        openAi.limits(headers, meters, nowEpochMicros);
    }

    @Override
    public void identify(Headers.Builder headers, String requestId, long millis) {
        openAi.identify(headers, requestId, millis);
    }
}
