@NullMarked
package org.robustdx.stream.config;

import org.jspecify.annotations.NullMarked;
