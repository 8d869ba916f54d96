/**
 * A Kafka broker in this process, for tests, demos and benchmarks. Never part of a served container image: {@code stream-app} uses it in tests only, and
 * {@code lab} uses it at run time.
 */
@NullMarked
package org.robustdx.broker;

import org.jspecify.annotations.NullMarked;
