/**
 * Measures the speed of training, in total and by part, and compares it with PyTorch. Start with
 * {@link org.robustdx.trainer.bench.TrainBench}. {@link org.robustdx.trainer.bench.BenchCase} lists the measured steps;
 * {@code StepBench} runs them, and {@code PyTorchStep} runs the same step in PyTorch.
 */
@NullMarked
package org.robustdx.trainer.bench;

import org.jspecify.annotations.NullMarked;
