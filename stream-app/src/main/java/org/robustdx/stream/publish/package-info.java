/** Images from a folder to the topic. */
@NullMarked
package org.robustdx.stream.publish;

import org.jspecify.annotations.NullMarked;
