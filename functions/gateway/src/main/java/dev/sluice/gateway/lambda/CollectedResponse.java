package dev.sluice.gateway.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.lambda.Prelude;
import dev.sluice.lambda.StreamingResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response kept whole, for runtimes that take it only so: written at the end, in the form that
 * the integration in front of the function expects. What Lambda would not return at once is not
 * kept: writing more fails, and so does the invocation.
 */
final class CollectedResponse implements StreamingResponse {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] DELIMITER = new byte[8];

    /** What Lambda returns at once. */
    private static final int MOST_BYTES = 6 << 20;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean isTooLong;
    private @Nullable Prelude prelude;

    @Override
    public OutputStream begin(Prelude prelude) {
        if (this.prelude != null) {
            throw new IllegalStateException("the response has begun already");
        }
        this.prelude = prelude;
        return new Bounded();
    }

    private final class Bounded extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            isTooLong |= body.size() + length > MOST_BYTES;
            requireShort();
            body.write(bytes, offset, length);
        }
    }

    private void requireShort() throws IOException {
        if (isTooLong) {
            throw new IOException("the answer is larger than Lambda returns at once");
        }
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
        requireShort();
        switch (mode) {
            case STREAM -> {
                out.write(json(null, false));
                out.write(DELIMITER);
                body.writeTo(out);
            }
            case BUFFERED -> {
                boolean isText = isText();
                String base64 =
                        isText ? null : Base64.getEncoder().encodeToString(body.toByteArray());
                out.write(json(base64 == null ? body() : base64, !isText));
            }
        }
    }

    /** Whether the body is text, by its type: all else would be broken as a JSON string. */
    private boolean isText() {
        String type = prelude().headers().getOrDefault("content-type", "text/plain");
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("text/") || lower.contains("json");
    }

    private byte[] json(@Nullable String body, boolean base64) throws IOException {
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
                json.writeBooleanField("isBase64Encoded", base64);
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
