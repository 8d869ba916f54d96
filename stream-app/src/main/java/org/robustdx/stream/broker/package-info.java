/** Topics and their sizes; a Kafka broker in this process. */
@NullMarked
package org.robustdx.stream.broker;

import org.jspecify.annotations.NullMarked;
