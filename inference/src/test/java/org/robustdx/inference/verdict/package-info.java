@NullMarked
package org.robustdx.inference.verdict;

import org.jspecify.annotations.NullMarked;
