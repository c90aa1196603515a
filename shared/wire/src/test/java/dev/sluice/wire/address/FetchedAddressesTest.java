package dev.sluice.wire.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.wire.error.BadRequest;
import dev.sluice.wire.json.JsonView;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchedAddressesTest {
    private static final FetchedAddresses FETCHED =
            new FetchedAddresses(Set.of("image_url", "source.url"), Set.of("arguments"), true);

    private static JsonView view(String json) throws Exception {
        return JsonView.of(json.replace('\'', '"').getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '!',
            textBlock =
                    """
                    [{'image_url':'http://a.example/'}] | input[0].image_url
                    [{'a':1,'b':[[],[{'x':'y'},{'image_url':'https://127.0.0.1/'}]]}] | input[0].b[1][1].image_url
                    {'source':{'type':'url','url':'https://10.0.0.1/'}} | input.source.url
                    {'source':[{'url':'https://10.0.0.1/'}]} | input.source[0].url
                    [{'image_url':'https://a.example/','image_url':'https://localhost/'}] | input[0].image_url
                    [{'im\\u0061ge_url':'https://localhost/'}] | input[0].image_url
                    [{'image_url':{'image_url':'https://localhost/'}}] | input[0].image_url.image_url
                    [{'arguments':'{}'},{'image_url':'https://localhost/'}] | input[1].image_url
                    """)
    void theMemberAtFaultIsNamed(String json, String param) {
        BadRequest refused =
                catchThrowableOfType(BadRequest.class, () -> FETCHED.judge(view(json), "input"));
        assertThat(refused).isNotNull();
        assertThat(refused.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'https://localhost/'",
                "[{'text':'https://localhost/'}]",
                "[{'image_url':'https://a.example/b.png'}]",
                "[{'image_url':'DATA:image/png;base64,iVBO'}]",
                "[{'url':'https://localhost/'}]",
                "[{'source':'https://localhost/'}]",
                "[{'arguments':{'image_url':'https://localhost/'}}]",
                "[{'arguments':[{'image_url':'https://localhost/'}]}]",
                "[{'image_url':null},{'image_url':1},{'image_url':[]}]",
                "1",
            })
    void allElsePasses(String json) {
        assertThatCode(() -> FETCHED.judge(view(json), "input")).doesNotThrowAnyException();
    }

    /** Once for each level would be minutes. */
    @Test
    void itIsReadOnceHoweverDeepItIs() throws Exception {
        int depth = 240;
        String many = "[" + "{\"a\":1},".repeat(2_000_000) + "1]";
        JsonView deep = view("[".repeat(depth) + many + "]".repeat(depth));
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> FETCHED.judge(deep, "input"));
    }
}
