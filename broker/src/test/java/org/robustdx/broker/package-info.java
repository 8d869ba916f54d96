/** Tests of the embedded broker, and on it those of the shared Kafka code. */
@NullMarked
package org.robustdx.broker;

import org.jspecify.annotations.NullMarked;
