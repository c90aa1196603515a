package dev.sluice.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberListTest {
    private static final int CASES = 40_000;

    private static @Nullable NumberList read(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return NumberList.read(bytes, 0, bytes.length, true);
    }

    private static float[] floats(List<String> numbers) {
        NumberList list = Objects.requireNonNull(read("[" + String.join(" , ", numbers) + "]"));
        assertThat(list.count()).isEqualTo(numbers.size());
        float[] floats = new float[numbers.size()];
        ByteBuffer.wrap(list.littleEndian())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        return floats;
    }

    private static String number(SplittableRandom random) {
        double any = Double.longBitsToDouble(random.nextLong());
        float single = Float.intBitsToFloat(random.nextInt());
        float next = Math.nextUp(Math.abs(single));
        return switch (random.nextInt(6)) {
            case 0 -> Float.toString(random.nextFloat() * 2 - 1);
            case 1 -> Double.toString(random.nextDouble() * 2 - 1);
            case 2 -> new BigDecimal((double) (random.nextFloat() - 0.5f)).toPlainString();
            case 3 -> Double.isFinite(any) ? Double.toString(any) : "0";
            // the very middle between two floats, where only the last digit decides
            case 4 ->
                    Float.isFinite(next) && Math.abs(single) > 1e-20 && Math.abs(single) < 1e20
                            ? new BigDecimal(Math.abs(single))
                                    .add(new BigDecimal(next))
                                    .divide(BigDecimal.TWO)
                                    .toPlainString()
                            : "-0.0";
            default -> Long.toString(random.nextLong());
        };
    }

    @Test
    void eachNumberIsTheFloatThatIsNearestToIt() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            numbers.add(number(random));
        }
        float[] floats = floats(numbers);
        for (int i = 0; i < CASES; i++) {
            assertThat(Float.floatToRawIntBits(floats[i]))
                    .as(numbers.get(i))
                    .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(numbers.get(i))));
        }
    }

    @Test
    void anEmptyListHasNone() {
        assertThat(Objects.requireNonNull(read("[ ]x")).last()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[01]",
                "[-]",
                "[1.]",
                "[.5]",
                "[1e]",
                "[1e+]",
                "[+1]",
                "[null]",
                "[1,\"2\"]",
                "[[1]]",
                "[NaN]",
                "[1..2]",
                "[0x1]",
                "[--1]",
                "["
            })
    void anythingElseIsLeftToTheParser(String json) {
        assertThat(read(json)).isNull();
    }
}
