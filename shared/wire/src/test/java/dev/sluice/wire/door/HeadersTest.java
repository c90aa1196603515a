package dev.sluice.wire.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
    void aLineIsAFieldWithoutTheBlanksAroundItsValue() {
        Headers headers =
                Headers.builder()
                        .addLine("X-A:1", 3)
                        .addLine("x-b: \t a: b \t", 3)
                        .addLine("x-c: ", 3)
                        .build();

        assertThat(headers.first("x-a")).isEqualTo("1");
        assertThat(headers.first("x-b")).isEqualTo("a: b");
        assertThat(headers.first("x-c")).isEmpty();
        assertThat(onTheWire(headers)).isEqualTo("X-A: 1\r\nx-b: a: b\r\nx-c: \r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {": 1", "a b: 1", " a: 1", "a\t: 1", "a: 1\rx-evil: 2", "a: 1\0"})
    void refusesLinesThatAreNoField(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Headers.builder().addLine(line, line.indexOf(':')));
    }

    @Test
    void aCharacterIsAByte() {
        Headers headers = Headers.of("x-a", "caf\u00e9 \u010a\u0416");

        assertThat(headers.first("x-a")).isEqualTo("caf\u00e9 ??");
        assertThat(onTheWire(headers)).isEqualTo("x-a: caf\u00e9 ??\r\n");
    }

    /** The law: they are a list of names and values, whatever was set in place of what. */
    @Test
    void areAsAListOfFieldsIs() {
        Random random = new Random(20261201);
        for (int round = 0; round < 3_000; round++) {
            Headers.Builder builder = Headers.builder();
            List<String[]> expected = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                String name = name(random);
                String value = "v".repeat(random.nextInt(60)) + i;
                switch (random.nextInt(4)) {
                    case 0 -> builder.add(name, value);
                    case 1 -> builder.addLine(name + ":  " + value + " ", name.length());
                    case 2 -> builder = builder.build().toBuilder().add(name, value);
                    default -> {
                        builder.set(name, value);
                        expected.removeIf(field -> field[0].equalsIgnoreCase(name));
                    }
                }
                expected.add(new String[] {name, value});
            }
            isTheSame(builder.build(), expected, name(random));
        }
    }

    private static String name(Random random) {
        String name = "x-" + "ab".charAt(random.nextInt(2)) + "y".repeat(random.nextInt(3));
        return random.nextBoolean() ? name : name.toUpperCase(Locale.ROOT);
    }

    private static void isTheSame(Headers headers, List<String[]> expected, String asked) {
        List<String> seen = new ArrayList<>();
        headers.forEach((name, value) -> seen.add(name + ": " + value + "\r\n"));
        assertThat(seen)
                .isEqualTo(expected.stream().map(f -> f[0] + ": " + f[1] + "\r\n").toList());
        assertThat(onTheWire(headers)).isEqualTo(String.join("", seen));
        List<String> values =
                expected.stream().filter(f -> f[0].equalsIgnoreCase(asked)).map(f -> f[1]).toList();
        assertThat(headers.all(asked)).isEqualTo(values);
        assertThat(headers.first(asked)).isEqualTo(values.isEmpty() ? null : values.getFirst());
        assertThat(headers.only(asked)).isEqualTo(values.size() == 1 ? values.getFirst() : null);
    }

    private static String onTheWire(Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEachLine(
                (lines, from, nameEnd, to) -> {
                    assertThat(lines[nameEnd]).isEqualTo((byte) ':');
                    text.append(new String(lines, from, to - from, ISO_8859_1));
                });
        return text.toString();
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
