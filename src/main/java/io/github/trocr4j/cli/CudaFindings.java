package io.github.trocr4j.cli;

import io.github.trocr4j.json.JsonArray;
import io.github.trocr4j.json.JsonObject;
import io.github.trocr4j.natives.Backend;
import io.github.trocr4j.natives.CudaDriver;
import io.github.trocr4j.natives.CudaPreflight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The GPUs and their driver, for {@code info}.
 *
 * @param backend the backend of this build
 * @param driver the CUDA driver of this machine
 */
record CudaFindings(Backend backend, CudaDriver driver) {
    private static final double GIBI = 1 << 30;

    /** Returns the findings on this machine. */
    static CudaFindings here() {
        return new CudaFindings(Backend.here(), CudaDriver.ask());
    }

    /** Returns a line for the driver, and one for each GPU. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!driver.found()) {
            lines.add("no driver");
            return lines;
        }
        lines.add("driver for CUDA up to " + driver.versionText()
                + driver.failure().map(failure -> ", " + failure).orElse(""));
        for (CudaDriver.Device device : driver.devices()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s, compute capability %s (%s), %.1f GiB",
                    device.name(),
                    device.capability(),
                    device.isSupported() ? "can compute" : "too old or too new",
                    device.memory() / GIBI));
        }
        return lines;
    }

    /** Adds the findings to a JSON object; null if unknown. */
    void put(JsonObject node) {
        node.put("computes_on", backend.word());
        node.put("cuda_driver", driver.version() == 0 ? null : driver.versionText());
        JsonArray devices = node.putArray("cuda_devices");
        for (CudaDriver.Device device : driver.devices()) {
            devices.addObject()
                    .put("name", device.name())
                    .put("compute_capability", device.capability())
                    .put("supported", device.isSupported())
                    .put("memory_bytes", device.memory());
        }
        node.put("cuda_refusal", CudaPreflight.refusal(driver).orElse(null));
    }
}
