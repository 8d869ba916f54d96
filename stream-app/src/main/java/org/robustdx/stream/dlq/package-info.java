/** Dead letters read back: listed, shown, and replayed once the fault is mended. */
@NullMarked
package org.robustdx.stream.dlq;

import org.jspecify.annotations.NullMarked;
