@NullMarked
package org.robustdx.stream.readahead;

import org.jspecify.annotations.NullMarked;
