/**
 * Runs SameDiff graphs fast on a CPU. The entry point is {@link io.github.trocr4j.plan.PlannedGraph}, an implementation
 * of {@link io.github.trocr4j.plan.CompiledGraph}. A {@link io.github.trocr4j.plan.Planner} converts the graph to
 * {@link io.github.trocr4j.plan.Step}s over the memory of an {@link io.github.trocr4j.plan.Arena}.
 */
package io.github.trocr4j.plan;
