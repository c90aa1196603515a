package dev.sluice.wire.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.wire.error.BadRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=b0und";
    private static final String FORM =
            String.join(
                    "\r\n",
                    "--b0und",
                    "Content-Disposition: form-data; name=\"model\"",
                    "",
                    "flux",
                    "--b0und",
                    "content-disposition: form-data; name=\"image[]\"; filename=\"C:\\\\pics\\\\a"
                            + " \\\"b\\\".png\"",
                    "Content-Type: image/png",
                    "",
                    "",
                    "\0--b0un",
                    "--",
                    "",
                    "--b0und  ",
                    "Content-Disposition: form-data; name=empty",
                    "",
                    "",
                    "--b0und--",
                    "");

    @Test
    void partsKeepTheirNamesTypesAndBytes() throws BadRequest {
        Multipart form = read(FORM);

        assertThat(form.names()).containsExactly("model", "image[]", "empty");
        assertThat(form.first("model").orElseThrow().text()).isEqualTo("flux");
        assertThat(form.first("model").orElseThrow().isFile()).isFalse();
        Part image = form.first("image[]").orElseThrow();
        assertThat(image.filename()).isEqualTo("a \"b\".png");
        assertThat(image.contentType()).isEqualTo("image/png");
        assertThat(new String(image.bytes(), ISO_8859_1)).isEqualTo("\r\n\0--b0un\r\n--\r\n");
        assertThat(form.first("empty").orElseThrow().lengthBytes()).isZero();
    }

    @Test
    void whatStandsAroundTheFormIsPassedOver() throws BadRequest {
        assertThat(read("preamble\r\n" + FORM + "epilogue").names()).hasSize(3);
        assertThat(read("--b0und--").parts()).isEmpty();
    }

    @Test
    void theBoundaryMayBeQuotedAndTheTypeInAnyCase() throws BadRequest {
        assertThat(read("Multipart/Form-Data; charset=x; Boundary=\"b0und\"", FORM).names())
                .hasSize(3);
    }

    @Test
    void aNameThatIsNotAsciiIsReadAsUtf8() throws BadRequest {
        String form = FORM.replace("name=empty", "name=\"größe\"");

        assertThat(read(form).names()).contains("größe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"a\u0001\"",
                "multipart/form-data; boundary=other",
                "multipart/mixed; boundary=b0und"
            })
    void withoutItsBoundaryNothingIsRead(String type) {
        assertThatThrownBy(() -> read(type, FORM))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith("We could not parse the multipart body of your request: ")
                .extracting(e -> ((BadRequest) e).code())
                .isEqualTo("invalid_multipart");
    }

    @Test
    void aFormThatBreaksOffIsRefusedWhereverItDoes() {
        for (int end = 0; end < FORM.length() - "--\r\n".length() + 1; end++) {
            String cut = FORM.substring(0, end);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(BadRequest.class);
        }
    }

    @Test
    void whatIsTooMuchIsRefused() {
        String part = "--b0und\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n";
        assertThatThrownBy(() -> read(part.repeat(129) + "--b0und--"))
                .hasMessageContaining("more than 128 parts");
        assertThatThrownBy(
                        () -> read("--b0und\r\nX: " + "x".repeat(9_000) + "\r\n\r\n\r\n--b0und--"))
                .hasMessageContaining("too long");
    }

    @Test
    void aPartWithoutANameOrInAnOldCodingIsRefused() {
        assertThatThrownBy(() -> read(FORM.replace("name=empty", "x=y")))
                .hasMessageContaining("a part has no name");
        assertThatThrownBy(
                        () ->
                                read(
                                        FORM.replace(
                                                "Content-Type: image/png",
                                                "Content-Transfer-Encoding: base64")))
                .hasMessageContaining("Content-Transfer-Encoding");
        assertThatThrownBy(() -> read("--b0und\r\n\r\nx\r\n--b0und--"))
                .hasMessageContaining("name");
    }

    @Test
    void textThatIsNotUtf8NamesItsPart() throws BadRequest {
        Multipart form = read(TYPE, FORM.replace("flux", "fl\u00FFx").getBytes(ISO_8859_1));

        assertThatThrownBy(() -> form.first("model").orElseThrow().text())
                .hasMessage("Invalid 'model': it is not UTF-8 text.");
    }

    @Test
    void aProvidersFormHasOtherValuesAndTheSameFiles() throws BadRequest {
        Multipart sent = read("preamble\r\n" + FORM);
        byte[] written =
                sent.with(Map.of("model", "upstream/flux-größer", "n", "2"), Set.of("empty"))
                        .toByteArray();

        Multipart read = Multipart.read(new Content(written, sent.contentType()));
        assertThat(read.names()).containsExactly("model", "image[]", "n");
        assertThat(read.first("model").orElseThrow().text()).isEqualTo("upstream/flux-größer");
        assertThat(read.first("n").orElseThrow().text()).isEqualTo("2");
        assertThat(read.first("image[]").orElseThrow().bytes())
                .isEqualTo(sent.first("image[]").orElseThrow().bytes());
        assertThat(read.first("image[]").orElseThrow().contentType()).isEqualTo("image/png");
    }

    @Test
    void bytesGoneWrongAreReadOrRefusedAndNothingElse() {
        Random random = new Random(20261128);
        List<String> pieces = List.of("\r\n", "--", "--b0und", "\r\n--b0und", ":", ";", "\"", "\0");
        for (int round = 0; round < 20_000; round++) {
            byte[] form = FORM.getBytes(UTF_8);
            StringBuilder mutated = new StringBuilder(new String(form, ISO_8859_1));
            for (int i = 0; i <= random.nextInt(3); i++) {
                int at = random.nextInt(mutated.length());
                int to = Math.min(mutated.length(), at + random.nextInt(8));
                mutated.replace(at, to, pieces.get(random.nextInt(pieces.size())));
            }
            readAndWritten(mutated.toString().getBytes(ISO_8859_1));
        }
    }

    private static void readAndWritten(byte[] body) {
        Multipart form;
        try {
            form = Multipart.read(new Content(body, TYPE));
        } catch (BadRequest e) {
            return;
        }
        byte[] written = form.with(Map.of(), Set.of()).toByteArray();
        assertThat(Arrays.copyOfRange(written, 0, 7)).isEqualTo("--b0und".getBytes(UTF_8));
        int bytes = form.parts().stream().mapToInt(Part::lengthBytes).sum();
        assertThat(bytes).isLessThan(body.length);
    }

    private static Multipart read(String form) throws BadRequest {
        return read(TYPE, form);
    }

    private static Multipart read(String type, String form) throws BadRequest {
        return read(type, form.getBytes(UTF_8));
    }

    private static Multipart read(String type, byte[] form) throws BadRequest {
        return Multipart.read(new Content(form, type));
    }
}
