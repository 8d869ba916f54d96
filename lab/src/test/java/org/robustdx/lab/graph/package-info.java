/** Tests of the costs of model files. */
@NullMarked
package org.robustdx.lab.graph;

import org.jspecify.annotations.NullMarked;
