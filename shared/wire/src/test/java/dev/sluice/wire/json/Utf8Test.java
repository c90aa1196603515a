package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void charactersOfEveryLengthAreGood() {
        assertThat(
                        Utf8.firstFault(
                                "a\u0000é\u07FF\u0800東\uD7FF\uE000\uFFFF🚀\uDBFF\uDFFF"
                                        .getBytes(UTF_8)))
                .isEqualTo(-1);
    }

    @Test
    void whatIsNoCharacterIsFoundWhereItStarts() {
        for (String hex :
                List.of(
                        "ff",
                        "80",
                        "c0ae",
                        "c1ae",
                        "c3",
                        "c341",
                        "e081ae",
                        "e09fbf",
                        "e282",
                        "eda080",
                        "f0808080",
                        "f08fbfbf",
                        "f4908080",
                        "f5808080",
                        "f09f9a")) {
            byte[] bytes = HexFormat.of().parseHex("61" + hex);
            assertThat(Utf8.firstFault(bytes)).as(hex).isEqualTo(1);
        }
    }

    @Property(tries = 5_000)
    void itAgreesWithTheJdk(@ForAll @Size(max = 6) byte[] bytes) {
        assertThat(Utf8.firstFault(bytes) < 0).isEqualTo(jdkReads(bytes));
    }

    private static boolean jdkReads(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
