/**
 * A Kafka broker inside this process, for tests, demos and benchmarks. It is never part of a served container image:
 * {@code stream-app} uses it only in tests, and {@code lab} uses it at run time.
 *
 * <p>Start with {@link org.robustdx.broker.EmbeddedBroker}. {@link org.robustdx.broker.BrokerFolder} protects the data
 * folder of a broker that keeps its data.
 */
@NullMarked
package org.robustdx.broker;

import org.jspecify.annotations.NullMarked;
