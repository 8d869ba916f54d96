/**
 * Measures the app's serving speed against its ceiling. Start with {@link org.robustdx.lab.bench.ServeBench}. It measures
 * decoding and engine without Kafka ({@code Ceiling}), the app end to end, latencies ({@code LatencyBench}), and an app
 * that processes one image at a time ({@code NaiveApp}). {@code StubEngine} takes the place of a GPU. {@link
 * org.robustdx.lab.bench.ClassifyBench} measures {@code classify} on many images, with the same engines.
 *
 * <p>{@code Rig} starts the other processes: {@code BrokerMain}, {@code LoadMain}, {@code AppMain} and {@code NaiveMain}.
 * Each is a {@code Child} that takes {@code Orders}. {@code Meter} reads the outcomes in the benchmark's own process.
 * {@code WarmUp} decides when a measurement may begin, {@code ColdStart} describes what came before, and {@code
 * ProcessorTimes} counts what each process uses.
 */
@NullMarked
package org.robustdx.lab.bench;

import org.jspecify.annotations.NullMarked;
