package dev.sluice.webchat.doors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.sluice.wire.json.JsonCursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** JSON as the web doors write it: one line, UTF-8, money as exact decimals in USD. */
final class WebJson {
    static final JsonFactory FACTORY =
            new JsonFactoryBuilder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(JsonCursor.MAX_DEPTH)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private WebJson() {}

    /** Writes the members of an object. */
    @FunctionalInterface
    interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static byte[] object(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to write", e);
        }
        return out.toByteArray();
    }

    static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    static void usd(JsonGenerator json, String name, long nanoUsd) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(usd(nanoUsd));
    }

    /** Without an exponent: {@code 0.00132}. */
    static String usd(long nanoUsd) {
        BigDecimal exact = BigDecimal.valueOf(nanoUsd, 9);
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
}
