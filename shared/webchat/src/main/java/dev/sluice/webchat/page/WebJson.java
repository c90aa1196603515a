package dev.sluice.webchat.page;

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
public final class WebJson {
    public static final JsonFactory FACTORY =
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
    public interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static byte[] object(Members members) {
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

    public static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    public static void usd(JsonGenerator json, String name, long nanoUsd) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(usd(nanoUsd));
    }

    /** Without an exponent: {@code 0.00132}. */
    public static String usd(long nanoUsd) {
        BigDecimal exact = BigDecimal.valueOf(nanoUsd, 9);
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
}
