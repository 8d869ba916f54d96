/** Tests of the check of a graph before it is opened. */
@NullMarked
package org.robustdx.inference.graph;

import org.jspecify.annotations.NullMarked;
