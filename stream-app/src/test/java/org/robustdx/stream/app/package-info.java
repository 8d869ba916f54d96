/** Tests of the app on a broker. */
@NullMarked
package org.robustdx.stream.app;

import org.jspecify.annotations.NullMarked;
