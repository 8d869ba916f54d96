/**
 * The app's speed against its ceiling. {@link org.robustdx.lab.bench.ServeBench} measures decoding and engine without Kafka ({@code Ceiling}), the app end to
 * end, and an app that handles one image at a time ({@code NaiveApp}). {@code StubEngine} takes the place of a GPU.
 */
@NullMarked
package org.robustdx.lab.bench;

import org.jspecify.annotations.NullMarked;
