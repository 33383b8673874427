package io.github.trocr4j.plan;

import java.util.List;

/** Zeros where a gradient has no values, around what a slice gives back. */
record ZeroStep(Memory memory) implements Step {
    @Override
    public List<Memory> reads() {
        return List.of();
    }

    @Override
    public List<Memory> writes() {
        return List.of(memory);
    }

    @Override
    public void run(Team team) {
        float[] zeros = new float[Math.min(memory.length(), 4096)];
        for (int at = 0; at < memory.length(); at += zeros.length) {
            memory.floats().put(at, zeros, 0, Math.min(zeros.length, memory.length() - at));
        }
    }
}
