package dev.sluice.wire.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.error.BadRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/cat.png",
                "HTTPS://Example.com:8443/cat.png?x=http://127.0.0.1#@10.0.0.1",
                "https://no-such-name.invalid/cat.png",
                "https://localhost.example.com/",
                "https://example.com.:443/",
                "https://8.8.8.8/",
                "https://0x08.8.8.8/",
                "https://172.32.0.1/",
                "https://[2606:4700::1111]/",
                "https://[::ffff:8.8.8.8]/",
                "https://bücher.example/",
                "https://xn--bcher-kva.example/"
            })
    void whatIsPublicPasses(String address) {
        assertThatCode(() -> AddressRule.check(address, "image_url")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://017700000001/",
                "https://0177.0.0.1/",
                "https://010.0.0.1/",
                "https://127.0.0.1./",
                "https://127.0.0.1..:443/",
                "https://0/",
                "https://0.0.0.0/",
                "https://10.1.2.3/",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://100.64.0.1/",
                "https://255.255.255.255/",
                "https://224.0.0.1/",
                "https://localhost/",
                "https://LOCALHOST:8443/",
                "https://localhost./",
                "https://a.localhost/",
                "https://printer.local/",
                "https://metadata.google.internal/",
                "https://[::1]/",
                "https://[0:0:0:0:0:0:0:1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::10.0.0.1]/",
                "https://[2002:a00:1::]/",
                "https://[fd00::1]/",
                "https://[fe80::1]/",
                "https://[ff02::1]/",
                "https://１２７.0.0.1/",
                "https://127。0。0。1/",
                "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/"
            })
    void aPrivateAddressIsRefusedInEverySpelling(String address) {
        assertThat(refusal(address))
                .isEqualTo(
                        "Invalid 'image_url': the URL must be public: it leads into a private"
                                + " network.");
    }

    /** First and last of each block, and their neighbours, by IANA's two registries. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255",
        "10.0.0.0, 10.255.255.255",
        "100.64.0.0, 100.127.255.255",
        "127.0.0.0, 127.255.255.255",
        "169.254.0.0, 169.254.255.255",
        "172.16.0.0, 172.31.255.255",
        "192.0.0.0, 192.0.0.255",
        "192.0.2.0, 192.0.2.255",
        "192.88.99.0, 192.88.99.255",
        "192.168.0.0, 192.168.255.255",
        "198.18.0.0, 198.19.255.255",
        "198.51.100.0, 198.51.100.255",
        "203.0.113.0, 203.0.113.255",
        "224.0.0.0, 255.255.255.255",
        "[::], [::1]",
        "[::2], [::ffff]",
        "[64:ff9b:1::], [64:ff9b:1:ffff:ffff:ffff:ffff:ffff]",
        "[100::], [100:0:0:1:ffff:ffff:ffff:ffff]",
        "[2001:1::], [2001:1::4]",
        "[2001:2::], [2001:2::ffff]",
        "[2001:10::], [2001:1f::1]",
        "[2001:40::], [2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff]",
        "[2001:db8::], [2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]",
        "[3fff::], [3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff]",
        "[4000::], [5f00::1]",
        "[fc00::], [fdff:ffff::1]",
        "[fe80::], [febf:ffff::1]",
        "[fec0::], [ff0e::1]",
        "[::ffff:192.0.2.1], [::ffff:203.0.113.9]",
        "[64:ff9b::198.51.100.1], [64:ff9b::10.0.0.1]",
        "[2002:cb00:7101::], [2002:a00:1::]",
        "[2001:0:0:0:0:0:f5ff:fffe], [2001:0:0:0:0:0:3fff:fdfe]",
    })
    void whatIsNotGloballyReachableIsRefused(String first, String last) {
        for (String host : List.of(first, last)) {
            assertThat(refusal("https://" + host + "/")).as(host).contains("must be public");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.31.196.1",
                "192.52.193.1",
                "192.175.48.1",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "198.51.99.255",
                "198.51.101.0",
                "203.0.112.255",
                "203.0.114.0",
                "223.255.255.255",
                "[2001:1::1]",
                "[2001:1::3]",
                "[2001:3::1]",
                "[2001:4:112::1]",
                "[2001:20::1]",
                "[2001:3f::1]",
                "[2001:200::1]",
                "[2001:db7::1]",
                "[2001:db9::1]",
                "[2620:4f:8000::1]",
                "[3ffe:ffff::1]",
                "[3fff:1000::1]",
                "[2a00::1]",
                "[64:ff9b::8.8.8.8]",
                "[2002:808:808::]",
                "[2001:0:0:0:0:0:f7f7:f7f7]"
            })
    void whatIsGloballyReachablePasses(String host) {
        assertThatCode(() -> AddressRule.check("https://" + host + "/", "image_url"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cat.png",
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "https:example.com",
                "https:/example.com",
                "https:///example.com",
                "https://",
                "https://?x",
                "https://a b.example/",
                "https://example.com/\n",
                "https://example.com\\@127.0.0.1/",
                "https://user:secret@example.com/",
                "https://example.com@127.0.0.1/",
                "https://%31%32%37.0.0.1/",
                "https://256.1.1.1/",
                "https://1.2.3.4.5/",
                "https://0x1ffffffff/",
                "https://09.1.1.1/",
                "https://[::1/",
                "https://[fe80::1%25eth0]/",
                "https://[127.0.0.1]/",
                "https://example..com/",
                "https://example.com:port/",
                "https://example.com:99999/",
                "data:image/png;base64,AAAA"
            })
    void whatIsNoHttpsUrlOrCouldBeReadTwoWaysIsRefused(String address) {
        assertThat(refusal(address)).startsWith("Invalid 'image_url': ").doesNotContain("secret");
    }

    @Test
    void aRefusalNamesTheMember() {
        BadRequest refused =
                catchThrowableOfType(
                        BadRequest.class, () -> AddressRule.check("http://x", "images[2]"));

        assertThat(List.of(String.valueOf(refused.param()), String.valueOf(refused.code())))
                .containsExactly("images[2]", "invalid_url");
    }

    @Test
    void whereAPictureIsTakenItMayStandInTheRequest() {
        assertThatCode(() -> AddressRule.checkOrData("DATA:image/png;base64,AA", "image"))
                .doesNotThrowAnyException();
    }

    @Test
    void whatReadsAsAnAddressIsKnownAsOne() {
        assertThat(List.of("http://x", "HTTPS://x", "s3://x")).allMatch(AddressRule::isAddress);
        assertThat(List.of("a: //x", "data:x", "//x", "see https://x", ""))
                .noneMatch(AddressRule::isAddress);
    }

    private static String refusal(String address) {
        return String.valueOf(
                catchThrowableOfType(
                                BadRequest.class, () -> AddressRule.check(address, "image_url"))
                        .getMessage());
    }
}
