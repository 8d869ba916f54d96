/** The evaluation's report as one HTML file that needs nothing else: no script, no font, no image from elsewhere. */
@NullMarked
package org.robustdx.trainer.evaluate.html;

import org.jspecify.annotations.NullMarked;
