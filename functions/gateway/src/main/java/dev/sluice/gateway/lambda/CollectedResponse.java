package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.lambda.Prelude;
import dev.sluice.lambda.StreamingResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response kept whole, for runtimes that take it only so: written at the end, in the form that
 * the integration in front of the function expects.
 */
final class CollectedResponse implements StreamingResponse {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] DELIMITER = new byte[8];

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Prelude prelude;

    @Override
    public OutputStream begin(Prelude prelude) {
        if (this.prelude != null) {
            throw new IllegalStateException("the response has begun already");
        }
        this.prelude = prelude;
        return body;
    }

    @Override
    public boolean begun() {
        return prelude != null;
    }

    int status() {
        return prelude().status();
    }

    String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    void writeTo(OutputStream out, LambdaSettings.ResponseMode mode) throws IOException {
        switch (mode) {
            case STREAM -> {
                out.write(json(null));
                out.write(DELIMITER);
                body.writeTo(out);
            }
            case BUFFERED -> out.write(json(body()));
        }
    }

    private byte[] json(@Nullable String body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("statusCode", prelude().status());
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, String> header : prelude().headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("multiValueHeaders");
            for (Map.Entry<String, List<String>> header :
                    prelude().multiValueHeaders().entrySet()) {
                json.writeFieldName(header.getKey());
                json.writeArray(
                        header.getValue().toArray(String[]::new), 0, header.getValue().size());
            }
            json.writeEndObject();
            if (body != null) {
                json.writeStringField("body", body);
                json.writeBooleanField("isBase64Encoded", false);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private Prelude prelude() {
        if (prelude == null) {
            throw new IllegalStateException("the response has not begun");
        }
        return prelude;
    }
}
