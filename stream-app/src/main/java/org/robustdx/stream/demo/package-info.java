/** The whole system in one process, with its account of every image. */
@NullMarked
package org.robustdx.stream.demo;

import org.jspecify.annotations.NullMarked;
