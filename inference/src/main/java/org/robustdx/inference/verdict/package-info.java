/** What an answer of the model is worth: from detector scores to a verdict. */
@NullMarked
package org.robustdx.inference.verdict;

import org.jspecify.annotations.NullMarked;
