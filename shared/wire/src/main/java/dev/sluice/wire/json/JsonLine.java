package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** A line of a structured log: one JSON object in one write. For any thread. */
public final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int USUAL_BYTES = 1 << 10;

    private JsonLine() {}

    /** Writes the object's members. */
    @FunctionalInterface
    public interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Prints it and its end. */
    public static void print(PrintStream out, Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to an array cannot fail", e);
        }
        bytes.write('\n');
        out.write(bytes.toByteArray(), 0, bytes.size());
        out.flush();
    }
}
