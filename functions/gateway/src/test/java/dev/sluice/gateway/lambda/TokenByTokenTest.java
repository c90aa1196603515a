package dev.sluice.gateway.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.Composition;
import dev.sluice.lambda.Prelude;
import dev.sluice.lambda.StreamingResponse;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The provider sends the next event only when the one before has been flushed to Lambda. */
class TokenByTokenTest {

    @Test
    void flushesEachEventBeforeTheNextIsSent() throws Exception {
        try (GatedProvider provider = new GatedProvider()) {
            LambdaGateway gateway =
                    LambdaGateway.of(
                            provider.settings(),
                            CatalogLoader.bundled(),
                            new PrintStream(OutputStream.nullOutputStream()));
            FlushLog response = new FlushLog(provider);
            try (Composition composition = gateway.compose()) {
                gateway.front(composition)
                        .serve(
                                GatewayFunctionTest.event("chat-stream")
                                        .getBytes(StandardCharsets.UTF_8),
                                response,
                                new InvocationFacts("lambda-1", null, 30_000));
            }
            assertThat(response.all.toString(StandardCharsets.UTF_8))
                    .contains("token 1", "token " + GatedProvider.EVENTS, "data: [DONE]");
        }
    }

    /** What was written since the last flush, at each flush. */
    private static final class FlushLog extends OutputStream implements StreamingResponse {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final GatedProvider provider;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private @Nullable Prelude prelude;

        FlushLog(GatedProvider provider) {
            this.provider = provider;
        }

        @Override
        public OutputStream begin(Prelude prelude) {
            this.prelude = prelude;
            return this;
        }

        @Override
        public boolean begun() {
            return prelude != null;
        }

        @Override
        public void write(int b) {
            pending.write(b);
            all.write(b);
        }

        @Override
        public void flush() {
            provider.seen(pending.toString(StandardCharsets.UTF_8));
            pending.reset();
        }
    }
}
