/** The commands stream, publish, watch, dlq and demo. */
@NullMarked
package org.robustdx.stream.cli;

import org.jspecify.annotations.NullMarked;
