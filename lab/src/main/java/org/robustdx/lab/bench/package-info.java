/**
 * Measures the app's serving speed against its ceiling. Start with {@link org.robustdx.lab.bench.ServeBench}. It
 * measures decoding and engine without Kafka ({@code Ceiling}), the app end to end, and an app that processes one image
 * at a time ({@code NaiveApp}). {@code Rig} provides a broker, {@code Meter} measures outcomes, and {@code StubEngine}
 * takes the place of a GPU.
 */
@NullMarked
package org.robustdx.lab.bench;

import org.jspecify.annotations.NullMarked;
