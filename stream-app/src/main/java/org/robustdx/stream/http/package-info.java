/** Metrics and health over HTTP, for whoever supervises the app. */
@NullMarked
package org.robustdx.stream.http;

import org.jspecify.annotations.NullMarked;
