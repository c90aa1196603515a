package dev.sluice.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static final String ROOT = "Root=1-67891233-abcdef012345678912345678";
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + ID + "-b7ad6b7169203331-01";

    @Test
    void isNothingWhereNothingCame() {
        assertThat(Trace.of(null, null)).isSameAs(Trace.NONE);
        assertThat(Trace.of("", "")).isSameAs(Trace.NONE);
        assertThat(Trace.NONE.id()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ROOT,
                ROOT + ";Parent=463ac35c9f6413ad;Sampled=1",
                ROOT + ";Parent=463ac35c9f6413ad;Sampled=0;Lineage=1:4cf96be5:0|a87bd80c:1",
                "Self=1-67891234-12456789abcdef012345678;" + ROOT,
                "Root=1-short;" + ROOT,
                ROOT + ";"
            })
    void keepsWhatAmazonSends(String value) {
        Trace trace = Trace.of(value, null);
        assertThat(trace.amazon()).isEqualTo(value);
        assertThat(trace.parent()).isNull();
        assertThat(trace.id()).isEqualTo("1-67891233-abcdef012345678912345678");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Root=1-test",
                "Parent=463ac35c9f6413ad;Sampled=1",
                "root=1-67891233-abcdef012345678912345678",
                "Root=1-67891233-ABCDEF012345678912345678",
                "Root=2-67891233-abcdef012345678912345678",
                "Root=1-67891233-abcdef0123456789123456789",
                "Root=1-67891233-abcdef01234567891234567",
                "Root=1-67891233_abcdef012345678912345678",
                "XRoot=1-67891233-abcdef012345678912345678",
                ROOT + "\r\nX-Evil: 1",
                ROOT + "\n",
                ROOT + ";Sampled=1\0",
                ROOT + ";Note=two words",
                ROOT + ";Note=<b>",
                ROOT + ";Note=\"",
                ROOT + ";Note=é"
            })
    void dropsWhatAmazonDoesNotSend(String value) {
        assertThat(Trace.of(value, null)).isSameAs(Trace.NONE);
    }

    @Test
    void boundsWhatAmazonSends() {
        String longest = ROOT + ";" + "x".repeat(512 - ROOT.length() - 1);
        assertThat(Trace.of(longest, null).amazon()).isEqualTo(longest);
        assertThat(Trace.of(longest + "x", null)).isSameAs(Trace.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,"
                + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00,"
                + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,"
                + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be,"
                + " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    })
    void keepsAParentInTheVersionWeKnow(String value, String kept) {
        Trace trace = Trace.of(null, value);
        assertThat(trace.parent()).isEqualTo(kept);
        assertThat(trace.amazon()).isNull();
        assertThat(trace.id()).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-011",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
                "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                PARENT + "\r\n",
                PARENT + "\r\nX-Evil: 1"
            })
    void dropsAnyOtherParent(String value) {
        assertThat(Trace.of(null, value)).isSameAs(Trace.NONE);
    }

    @Test
    void eachIsJudgedByItself() {
        assertThat(Trace.of("Root=none", PARENT).parent()).isEqualTo(PARENT);
        assertThat(Trace.of(ROOT, "none").amazon()).isEqualTo(ROOT);
        assertThat(Trace.of(ROOT, PARENT).id()).isEqualTo(ID);
    }
}
