package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Recorded streams and what a tolerant reader must make of them. */
public final class Fixtures {
    private Fixtures() {}

    /**
     * @param expect the member {@code expect} of the index
     */
    public record Fixture(String file, @Nullable Object expect) {
        public byte[] bytes() {
            return resource(file);
        }

        public @Nullable Object expect(Object... path) {
            return Trees.at(expect, path);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /** All of them, chats and the one of the Responses API. */
    public static List<Fixture> all() {
        List<?> rows =
                Objects.requireNonNull(
                        (List<?>) Trees.at(Trees.parse(resource("index.json")), "fixtures"));
        return rows.stream()
                .map(
                        row ->
                                new Fixture(
                                        (String) Objects.requireNonNull(Trees.at(row, "file")),
                                        Trees.at(row, "expect")))
                .toList();
    }

    /** Those of chats. */
    public static List<Fixture> chats() {
        return all().stream().filter(f -> !f.file().contains("responses")).toList();
    }

    public static Fixture named(String prefix) {
        return all().stream().filter(f -> f.file().startsWith(prefix)).findFirst().orElseThrow();
    }

    /** The reads of fixture 13 as they came. */
    public static List<byte[]> chunksOf13() {
        return new String(resource("13-utf8-split.chunks.hex"), UTF_8)
                .lines()
                .map(HexFormat.of()::parseHex)
                .toList();
    }

    static byte[] resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(Fixtures.class.getResourceAsStream("/sse/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
