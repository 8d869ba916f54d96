/** The topology: images in; diagnoses, alerts and dead letters out. */
@NullMarked
package org.robustdx.stream.topology;

import org.jspecify.annotations.NullMarked;
