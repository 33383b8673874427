package io.github.trocr4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.trocr4j.Goldens;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both 16-bit types against their definitions: IEEE 754 binary16, and the upper 16 bits of a binary32. */
class HalfPrecisionTest {
    @Test
    void everyF16IsItsDefinitionAndComesBack() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float value = Elements.fromF16((short) bits);
            int exponent = bits >> 10 & 31;
            double fraction = (bits & 1023) / 1024.0;
            double expected = exponent == 0
                    ? fraction * 0x1p-14
                    : exponent < 31
                            ? (1 + fraction) * Math.pow(2, exponent - 15)
                            : fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            if (Double.isNaN(expected)) {
                assertThat(value).isNaN();
                assertThat(Elements.fromF16(Elements.toF16(value))).isNaN();
            } else {
                assertThat((double) value).isEqualTo(bits < 0x8000 ? expected : -expected);
                assertThat(Elements.toF16(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void everyBf16IsTheUpperHalfOfAFloatAndComesBack() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float value = Elements.fromBf16((short) bits);
            assertThat(Float.floatToRawIntBits(value)).isEqualTo(bits << 16);
            if (Float.isNaN(value)) {
                assertThat(Elements.fromBf16(Elements.toBf16(value))).isNaN();
            } else {
                assertThat(Elements.toBf16(value)).isEqualTo((short) bits);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x1.002p0, 0x1p0", // halfway: to the even one, below
        "0x1.006p0, 0x1.008p0", // halfway: to the even one, above
        "65519.99, 65504",
        "65520, Infinity",
        "0x1p-25, 0",
        "0x1.000002p-25, 0x1p-24",
        "0x1.ffep-15, 0x1p-14", // the largest subnormal rounds up to the smallest normal
    })
    void f16RoundsToNearestTiesToEven(float value, float expected) {
        assertThat(Elements.fromF16(Elements.toF16(value))).isEqualTo(expected);
        assertThat(Elements.fromF16(Elements.toF16(-value))).isEqualTo(-expected);
    }

    @ParameterizedTest
    @CsvSource({"0x1.01p0, 0x1p0", "0x1.03p0, 0x1.04p0", "3.4028235e38, Infinity"})
    void bf16RoundsToNearestTiesToEven(float value, float expected) {
        assertThat(Elements.fromBf16(Elements.toBf16(value))).isEqualTo(expected);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void f16IsNeverFartherThanItsNeighbours(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        // From less than the smallest subnormal to more than the largest number.
        float near = Math.scalb(1 + random.nextFloat(), random.nextInt(-27, 18));
        float any = Float.intBitsToFloat(random.nextInt());
        assertNearest(random.nextBoolean() ? near : -near, "seed " + seed);
        assertNearest(Float.isNaN(any) ? 0 : any, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0f, 1, -1, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE})
    void extremesAreNoFartherThanTheirNeighbours(float value) {
        assertNearest(value, "extreme");
    }

    private static void assertNearest(float value, String origin) {
        short half = Elements.toF16(value);
        float rounded = Elements.fromF16(half);
        if (Float.isInfinite(rounded)) {
            assertThat(Math.abs(value)).as(origin).isGreaterThanOrEqualTo(65520);
            return;
        }
        double error = Math.abs((double) rounded - value);
        for (int step : new int[] {-1, 1}) {
            float neighbour = Elements.fromF16((short) (half + step));
            if (Float.isFinite(neighbour)) {
                assertThat(error).as("%s, %s", value, origin).isLessThanOrEqualTo(Math.abs((double) neighbour - value));
            }
        }
    }

    @Tag("golden")
    @Test
    void theGoldenHalvesAreTheGoldenFloatsRounded() throws IOException {
        try (SafetensorsFile f32 = SafetensorsFile.open(Goldens.path("tiny/model.safetensors"));
                SafetensorsFile f16 = SafetensorsFile.open(Goldens.path("tiny/model_f16.safetensors"));
                SafetensorsFile bf16 = SafetensorsFile.open(Goldens.path("tiny/model_bf16.safetensors"))) {
            for (String name : f32.names()) {
                float[] values = f32.floats(name);
                float[] halves = f16.floats(name);
                float[] brains = bf16.floats(name);
                for (int i = 0; i < values.length; i++) {
                    assertThat(halves[i]).isEqualTo(Elements.fromF16(Elements.toF16(values[i])));
                    assertThat(brains[i]).isEqualTo(Elements.fromBf16(Elements.toBf16(values[i])));
                }
            }
        }
    }
}
