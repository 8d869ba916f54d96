/** What the images of one source say together, and one image cannot: campaigns, drift, query attacks. */
@NullMarked
package org.robustdx.stream.campaign;

import org.jspecify.annotations.NullMarked;
