package io.github.trocr4j.natives;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntBiFunction;

/** A driver that behaves as cuda.h says. Handles of its cards differ from their numbers. */
final class FakeCuda implements ToIntBiFunction<String, Object[]> {
    static final long MEMORY = 24L << 30;

    private static final int FIRST_HANDLE = 7;

    private final int version;
    private final List<CudaDriver.Device> cards = new ArrayList<>();
    private final Map<String, Integer> failures = new TreeMap<>();

    FakeCuda(int version) {
        this.version = version;
    }

    FakeCuda with(String name, int major, int minor) {
        cards.add(new CudaDriver.Device(name, major, minor, MEMORY));
        return this;
    }

    FakeCuda failing(String function, int result) {
        failures.put(function, result);
        return this;
    }

    @Override
    public int applyAsInt(String function, Object[] arguments) {
        if (failures.containsKey(function)) {
            return failures.get(function);
        }
        switch (function) {
            case "cuDriverGetVersion" -> ((int[]) arguments[0])[0] = version;
            case "cuInit" -> {}
            case "cuDeviceGetCount" -> ((int[]) arguments[0])[0] = cards.size();
            case "cuDeviceGet" -> ((int[]) arguments[0])[0] = FIRST_HANDLE + (int) arguments[1];
            case "cuDeviceGetName" -> {
                byte[] name = card(arguments[2]).name().getBytes(StandardCharsets.UTF_8);
                System.arraycopy(name, 0, (byte[]) arguments[0], 0, name.length);
            }
            case "cuDeviceTotalMem_v2" ->
                ((long[]) arguments[0])[0] = card(arguments[1]).memory();
            case "cuDeviceGetAttribute" -> ((int[]) arguments[0])[0] = attribute(arguments[1], card(arguments[2]));
            default -> throw new UnsatisfiedLinkError(function);
        }
        return 0;
    }

    private CudaDriver.Device card(Object handle) {
        return cards.get((int) handle - FIRST_HANDLE);
    }

    private static int attribute(Object number, CudaDriver.Device card) {
        return (int) number == 75 ? card.major() : card.minor();
    }
}
