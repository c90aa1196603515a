package dev.sluice.gateway.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sluice.gateway.Composition;
import dev.sluice.gateway.Config;
import dev.sluice.lambda.StreamingHandler;
import dev.sluice.lambda.StreamingResponse;
import dev.sluice.wire.catalog.CatalogLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.crac.Core;
import org.jspecify.annotations.Nullable;

/**
 * The Lambda function. With {@code AWS_LAMBDA_EXEC_WRAPPER} set to {@code bootstrap-stream} it
 * streams; without, Lambda's own runtime client runs it as a {@code RequestStreamHandler} and the
 * answer is collected first, in the form that {@code SLUICE_RESPONSE_MODE} names.
 *
 * <p>Takes events of API Gateway REST and HTTP APIs and of function URLs. Settings: the same
 * environment as everywhere ({@link Config}) and {@link LambdaSettings}; a wrong one ends the init
 * phase with its name. Where a snapshot will be taken (SnapStart) the gateway is built after the
 * restore, see {@link Snapshot}.
 */
public final class GatewayFunction implements StreamingHandler, RequestStreamHandler {
    private final LambdaGateway gateway;

    /** Held here because Lambda's own client refers to hooks weakly. */
    private final @Nullable Snapshot snapshot;

    private volatile @Nullable LambdaFront front;

    /** As Lambda makes it, in the init phase. */
    public GatewayFunction() throws IOException {
        this(Config.environment(), System.out);
    }

    GatewayFunction(Map<String, String> environment, PrintStream out) throws IOException {
        gateway = LambdaGateway.of(environment, CatalogLoader.bundled(), out);
        if ("snap-start".equals(environment.get("AWS_LAMBDA_INITIALIZATION_TYPE"))) {
            gateway.requireSettings();
            snapshot = new Snapshot(this::rehearse, this::build);
            Core.getGlobalContext().register(snapshot);
        } else {
            snapshot = null;
            if (gateway.needsTls()) {
                Thread.startVirtualThread(GatewayFunction::readAuthorities);
            }
            build();
        }
    }

    @Override
    public void handle(byte[] event, StreamingResponse response, Context context)
            throws IOException {
        front().serve(event, response, InvocationFacts.of(context));
    }

    @Override
    public void handleRequest(InputStream event, OutputStream out, Context context)
            throws IOException {
        CollectedResponse response = new CollectedResponse();
        InvocationFacts invocation =
                InvocationFacts.of(context).within(gateway.config().times().wholeAnswerMillis());
        front().serve(event.readAllBytes(), response, invocation);
        response.writeTo(out, gateway.settings().responseMode());
    }

    /** Beside the rest of the init phase, which has more processors than it is billed for. */
    private static void readAuthorities() {
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            // Who needs it is told.
        }
    }

    private void rehearse() {
        try {
            Rehearsal.run(gateway.catalog());
        } catch (IOException | RuntimeException e) {
            // A snapshot that is not warm serves all the same.
            gateway.lines().warning("the rehearsal before the snapshot failed: " + e);
        }
    }

    private void build() throws IOException {
        Composition composition = gateway.compose();
        composition.readAhead();
        front = gateway.front(composition);
    }

    private LambdaFront front() {
        LambdaFront ready = front;
        if (ready == null) {
            throw new IllegalStateException(
                    "invoked before the gateway was built; hooks expected: " + (snapshot != null));
        }
        return ready;
    }
}
