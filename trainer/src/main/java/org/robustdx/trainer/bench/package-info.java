/**
 * Measures the speed of training and of gradients, and compares it with PyTorch. Start with
 * {@link org.robustdx.trainer.bench.TrainBench}. {@link org.robustdx.trainer.bench.BenchCase} lists the measured steps;
 * {@code StepBench} runs them. {@link org.robustdx.trainer.bench.GradientBench} measures the gradient of any classifier by its input.
 * {@code PyTorchProcess} runs the same in PyTorch.
 */
@NullMarked
package org.robustdx.trainer.bench;

import org.jspecify.annotations.NullMarked;
