package dev.sluice.wire.answer;

import dev.sluice.core.Statuses;
import dev.sluice.core.call.Rejection;
import dev.sluice.wire.error.OpenAiError;
import dev.sluice.wire.openai.answer.ChunkEditor;
import java.io.IOException;
import java.io.OutputStream;

/**
 * OpenAI's stream: the provider's own chunks, the usage if it was asked for, {@code [DONE]} exactly
 * once; an error event and no {@code [DONE]} where it broke.
 */
public final class OpenAiFormat implements AnswerFormat {
    @Override
    public void chunk(OutputStream out, ChunkEditor editor) throws IOException {
        editor.writeTo(out);
    }

    @Override
    public void finish(OutputStream out, ChunkEditor editor, long estimatedInputTokens)
            throws IOException {
        editor.writeEnd(out, estimatedInputTokens);
    }

    @Override
    public void fail(OutputStream out, Rejection rejection) throws IOException {
        new OpenAiError(rejection.message(), "server_error", null, Statuses.code(rejection))
                .writeEvent(out);
    }
}
