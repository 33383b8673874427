/**
 * Runs SameDiff graphs fast on a CPU. {@link io.github.trocr4j.plan.PlannedGraph} is what others see, as a
 * {@link io.github.trocr4j.plan.CompiledGraph}; inside, a {@link io.github.trocr4j.plan.Planner} turns the graph into
 * {@link io.github.trocr4j.plan.Step}s over the memory of an {@link io.github.trocr4j.plan.Arena}.
 */
package io.github.trocr4j.plan;
