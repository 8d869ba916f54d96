/** The app: the topology at work on a cluster. */
@NullMarked
package org.robustdx.stream.app;

import org.jspecify.annotations.NullMarked;
