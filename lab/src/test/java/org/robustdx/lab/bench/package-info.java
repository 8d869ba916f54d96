/** Tests of the app under the benchmark's load. */
@NullMarked
package org.robustdx.lab.bench;

import org.jspecify.annotations.NullMarked;
