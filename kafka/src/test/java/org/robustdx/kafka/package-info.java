/** Tests of the shared Kafka code that need no broker. Those that need one are in the module of the embedded broker. */
@NullMarked
package org.robustdx.kafka;

import org.jspecify.annotations.NullMarked;
