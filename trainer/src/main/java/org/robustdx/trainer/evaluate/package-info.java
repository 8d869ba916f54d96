/** How a model stands up, for people who doubt it: what is measured, with its uncertainty, its threat model and its warnings. */
@NullMarked
package org.robustdx.trainer.evaluate;

import org.jspecify.annotations.NullMarked;
