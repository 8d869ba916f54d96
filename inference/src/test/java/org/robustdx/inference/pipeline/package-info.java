@NullMarked
package org.robustdx.inference.pipeline;

import org.jspecify.annotations.NullMarked;
