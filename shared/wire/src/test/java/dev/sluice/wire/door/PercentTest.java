package dev.sluice.wire.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.door.Percent.Broken;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PercentTest {

    @ParameterizedTest
    @EnumSource(Broken.class)
    void escapesAreDecodedOnce(Broken broken) {
        assertThat(Percent.decode("/a%2Fb%2f%C3%A4+%2525", broken)).isEqualTo("/a/b/ä+%25");
        assertThat(Percent.decode("", broken)).isEmpty();
    }

    @Test
    void aBrokenEscapeIsRefusedOrKept() {
        for (String text : new String[] {"%", "a%", "%4", "%zz", "100%ä", "%%41x"}) {
            assertThat(Percent.decode(text, Broken.REFUSED)).as(text).isNull();
        }
        assertThat(Percent.decode("100%", Broken.KEPT)).isEqualTo("100%");
        assertThat(Percent.decode("%%41", Broken.KEPT)).isEqualTo("%A");
        assertThat(Percent.decode("%z1ä", Broken.KEPT)).isEqualTo("%z1ä");
    }

    @ParameterizedTest
    @EnumSource(Broken.class)
    void controlCharactersAndWhatIsNoUtf8AreRefused(Broken broken) {
        for (String text : new String[] {"\n", "%0a", "%00", "\u007f", "%7F", "%FF", "%C3"}) {
            assertThat(Percent.decode(text, broken)).as(text).isNull();
        }
    }

    @Property(tries = 300)
    void whatIsEscapedComesBack(@ForAll @CharRange(from = ' ', to = '~') String text) {
        StringBuilder escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append('%').append(Character.forDigit(octet >> 4 & 15, 16));
            escaped.append(Character.forDigit(octet & 15, 16));
        }
        for (Broken broken : Broken.values()) {
            assertThat(Percent.decode(escaped.toString(), broken)).isEqualTo(text);
        }
    }
}
