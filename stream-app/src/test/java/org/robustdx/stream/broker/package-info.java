/** Tests of the embedded broker and the topics. */
@NullMarked
package org.robustdx.stream.broker;

import org.jspecify.annotations.NullMarked;
