package dev.sluice.wire.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

    @Test
    void namesMatchWithoutRegardToCaseAndOrderIsKept() {
        Headers headers = Headers.of("X-A", "1", "x-b", "2", "x-a", "3");

        assertThat(headers.first("x-A")).isEqualTo("1");
        assertThat(headers.all("X-a")).containsExactly("1", "3");
        assertThat(headers.first("absent")).isNull();
        List<String> seen = new ArrayList<>();
        headers.forEach((name, value) -> seen.add(name + "=" + value));
        assertThat(seen).containsExactly("X-A=1", "x-b=2", "x-a=3");
    }

    @Test
    void setReplacesEveryFieldOfThatName() {
        Headers headers = Headers.of("a", "1", "A", "2").toBuilder().set("a", "3").build();

        assertThat(headers.all("a")).containsExactly("3");
    }

    @Test
    void whatWasBuiltDoesNotChangeWithItsBuilder() {
        Headers.Builder builder = Headers.builder().add("a", "1");
        Headers headers = builder.build();
        builder.add("b", "2");

        assertThat(headers.first("b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nx-evil: 1", "a\0b"})
    void refusesValuesThatCouldStartAnotherHeader(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("x-a", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "ä", "a\0"})
    void refusesNamesThatAreNoToken(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(name, "1"));
    }

    @Test
    void hasAnOnlyValueWhereThereIsOne() {
        Headers headers = Headers.of("a", "1", "B", "2", "b", "3");
        assertThat(headers.only("A")).isEqualTo("1");
        assertThat(headers.only("b")).isNull();
        assertThat(headers.only("c")).isNull();
    }

    @Test
    void doesNotPrintValues() {
        assertThat(Headers.of("Authorization", "Bearer hush")).hasToString("[Authorization]");
    }
}
