package dev.sluice.wire.coding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodingTest {
    private static final int MOST = 6 << 20;

    private static final String TEXT =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hello hello hello\"}]}";

    /** By the reference implementation: {@code zstd -19}. */
    private static final byte[] ZSTD =
            Base64.getDecoder()
                    .decode(
                            "KLUv/SRI1QEA0kMMEbDrp10/Eca2NPakoIEmmHMCbzwDzTwymqkzpcXB69uMfuqyE+j9IbtPDk5G540muwEAGaNAAdGXNiU=");

    /** The same, {@code zstd -1 --no-check}, which copies so short a text. */
    private static final byte[] ZSTD_RAW =
            Base64.getDecoder()
                    .decode(
                            "KLUv/QBIQQIAeyJtb2RlbCI6Im0iLCJtZXNzYWdlcyI6W3sicm9sZSI6InVzZXIiLCJjb250ZW50IjoiaGVsbG8gaGVsbG8gaGVsbG8ifV19");

    @Test
    void everyCodingIsTakenOff() throws Exception {
        assertThat(text("identity", TEXT.getBytes(UTF_8))).isEqualTo(TEXT);
        assertThat(text("gzip", gzip(TEXT.getBytes(UTF_8)))).isEqualTo(TEXT);
        assertThat(text("X-GZIP", gzip(TEXT.getBytes(UTF_8)))).isEqualTo(TEXT);
        assertThat(text("deflate", deflated(TEXT.getBytes(UTF_8), false))).isEqualTo(TEXT);
        assertThat(text("Deflate", deflated(TEXT.getBytes(UTF_8), true))).isEqualTo(TEXT);
        assertThat(text("zstd", ZSTD)).isEqualTo(TEXT);
        assertThat(text("zstd", ZSTD_RAW)).isEqualTo(TEXT);
        assertThat(text("zstd, gzip", gzip(ZSTD))).isEqualTo(TEXT);
        assertThat(text("identity, zstd,", ZSTD)).isEqualTo(TEXT);
    }

    /**
     * So that a body that somebody has decoded on its way is known from one that is still coded.
     */
    @Test
    void whatIsCodedBeginsSoAndWhatIsNotDoesNot() throws Exception {
        byte[] text = TEXT.getBytes(UTF_8);
        assertThat(Coding.GZIP.begins(gzip(text))).isTrue();
        assertThat(Coding.DEFLATE.begins(deflated(text, false))).isTrue();
        assertThat(Coding.ZSTD.begins(ZSTD)).isTrue();
        for (String content : List.of(TEXT, " {}", "\n[1]", "--boundary", "\"a\"", "", "é", "h")) {
            for (Coding coding : Coding.values()) {
                assertThat(coding.begins(content.getBytes(UTF_8))).as(content).isFalse();
            }
        }
    }

    @Test
    void framesAndMembersFollowOneAnother() throws Exception {
        byte[] skipped = {0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 1};
        assertThat(text("zstd", joined(ZSTD, skipped, ZSTD_RAW))).isEqualTo(TEXT + TEXT);
        byte[] gzip = gzip(TEXT.getBytes(UTF_8));
        assertThat(text("gzip", joined(gzip, gzip))).isEqualTo(TEXT + TEXT);
    }

    /** Of text, numbers, noise and repetition: {@code zstd} at levels from 1 to 19. */
    @ParameterizedTest
    @ValueSource(strings = {"words-1", "words-19", "skewed-3", "few-19", "zeros-1", "noise-3"})
    void whatTheReferenceCodesComesBack(String name) throws Exception {
        byte[] coded = resource(name + ".zst");
        byte[] content = Coding.decode(List.of(Coding.ZSTD), coded, MOST);
        assertThat(content).isEqualTo(Contents.of(name.substring(0, name.indexOf('-'))));
    }

    @Test
    void anUnknownCodingIsNamed() {
        for (String fields : List.of("br", "gzip, br", "zstd;q=1", "aws-chunked", "*")) {
            assertThatThrownBy(() -> Coding.parse(List.of(fields)))
                    .isInstanceOf(UnknownCoding.class);
        }
        assertThatThrownBy(() -> Coding.parse(List.of("gzip", "gzip, gzip", "gzip")))
                .as("nobody means so many")
                .isInstanceOf(UnknownCoding.class);
    }

    @Test
    void aBombIsTooLongAndCostsItsBound() throws Exception {
        byte[] zeros = new byte[16 << 20];
        byte[] gzip = gzip(zeros);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.GZIP), gzip, MOST))
                .isInstanceOf(TooLong.class);
        byte[] deflated = deflated(zeros, true);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.DEFLATE), deflated, MOST))
                .isInstanceOf(TooLong.class);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.ZSTD), zstdZeros(1 << 15), MOST))
                .isInstanceOf(TooLong.class);
        byte[] twice = gzip(gzip);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.GZIP, Coding.GZIP), twice, MOST))
                .isInstanceOf(TooLong.class);
    }

    /**
     * Each of ten bytes, with a table for its one literal: a body of them would build for seconds.
     */
    @Test
    void tablesOfTinyBlocksHaveABound() throws Exception {
        assertThat(Coding.decode(List.of(Coding.ZSTD), tinyBlocks(5_000), MOST)).hasSize(5_000);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.ZSTD), tinyBlocks(600_000), MOST))
                .isInstanceOf(BadCoding.class)
                .hasMessageContaining("too many and too small");
    }

    private static byte[] tinyBlocks(int count) {
        byte[] head = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0x58};
        byte[] block = {0x3c, 0, 0, 0x12, (byte) 0xc0, 0, (byte) 0x80, 0x10, 0x02, 0};
        byte[] coded = Arrays.copyOf(head, head.length + count * block.length);
        for (int i = 0; i < count; i++) {
            System.arraycopy(block, 0, coded, head.length + i * block.length, block.length);
        }
        coded[coded.length - block.length] |= 1; // the last one
        return coded;
    }

    @Test
    void exactlyTheBoundIsNotTooLong() throws Exception {
        byte[] bytes = new byte[100_000];
        assertThat(Coding.decode(List.of(Coding.GZIP), gzip(bytes), bytes.length)).hasSize(100_000);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.GZIP), gzip(bytes), bytes.length - 1))
                .isInstanceOf(TooLong.class);
    }

    /** Of each coding, for some are read by who calls itself for the next. */
    @Test
    void manyEmptyPartsAreReadOrRefused() throws Exception {
        byte[] empty = gzip(new byte[0]);
        byte[] text = gzip(TEXT.getBytes(UTF_8));
        assertThat(text("gzip", joined(joined(empty, text), joined(empty, text))))
                .isEqualTo(TEXT + TEXT);
        byte[] many = many(empty, 100_000);
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.GZIP), joined(many, text), MOST))
                .isInstanceOf(BadCoding.class);
        byte[] skipped = {0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0};
        assertThat(Coding.decode(List.of(Coding.ZSTD), joined(many(skipped, 100_000), ZSTD), MOST))
                .isEqualTo(TEXT.getBytes(UTF_8));
        byte[] stored = {0, 0, 0, (byte) 0xFF, (byte) 0xFF};
        byte[] last = {1, 0, 0, (byte) 0xFF, (byte) 0xFF};
        assertThat(
                        Coding.decode(
                                List.of(Coding.DEFLATE), joined(many(stored, 100_000), last), MOST))
                .isEmpty();
    }

    private static byte[] many(byte[] part, int times) {
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    /** Ends in a refusal at every cut, and in a refusal or an answer at every change. */
    @Test
    void whatIsBrokenIsSaidToBe() throws Exception {
        Random random = new Random(20);
        for (Coding coding : Coding.values()) {
            byte[] whole = coded(coding);
            for (int length = 1; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Coding.decode(List.of(coding), cut, MOST))
                        .as(coding + " cut at " + cut.length)
                        .isInstanceOf(BadCoding.class);
            }
            for (int i = 0; i < 2_000; i++) {
                byte[] changed = whole.clone();
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                tolerate(coding, changed);
            }
        }
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = resource("few-19.zst");
            changed[4] &= ~4; // no checksum to find it out by
            for (int j = random.nextInt(3); j >= 0; j--) {
                changed[5 + random.nextInt(changed.length - 5)] = (byte) random.nextInt();
            }
            tolerate(Coding.ZSTD, changed);
        }
    }

    @Test
    void aFrameThatNeedsADictionaryIsRefused() {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x21, 7, 1, 9, 0, 0, 'a'};
        assertThatThrownBy(() -> Coding.decode(List.of(Coding.ZSTD), frame, MOST))
                .isInstanceOf(BadCoding.class)
                .hasMessageContaining("dictionary");
    }

    private static void tolerate(Coding coding, byte[] coded) {
        try {
            Coding.decode(List.of(coding), coded, MOST);
        } catch (BadCoding | TooLong e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static String text(String field, byte[] coded) throws Exception {
        return new String(Coding.decode(Coding.parse(List.of(field)), coded, MOST), UTF_8);
    }

    private static byte[] coded(Coding coding) throws IOException {
        return switch (coding) {
            case GZIP -> gzip(TEXT.getBytes(UTF_8));
            case DEFLATE -> deflated(TEXT.getBytes(UTF_8), false);
            case ZSTD -> ZSTD;
        };
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] bytes, boolean bare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare);
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(bytes);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    /** A frame of blocks that each say: so many zeros. */
    private static byte[] zstdZeros(int blocks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) 0x88});
        for (int i = 0; i < blocks; i++) {
            out.writeBytes(new byte[] {2, 0, 0x10, 0});
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = CodingTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
