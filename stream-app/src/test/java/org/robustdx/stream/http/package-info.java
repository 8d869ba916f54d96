/** Tests of metrics and health over HTTP. */
@NullMarked
package org.robustdx.stream.http;

import org.jspecify.annotations.NullMarked;
