/** Works ahead of the topology: what a poll brings is under way before the first of it is processed. */
@NullMarked
package org.robustdx.stream.readahead;

import org.jspecify.annotations.NullMarked;
