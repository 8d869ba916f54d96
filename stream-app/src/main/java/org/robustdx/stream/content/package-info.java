/** Where an image's bytes come from: the message itself, an allowed folder or an allowed bucket. */
@NullMarked
package org.robustdx.stream.content;

import org.jspecify.annotations.NullMarked;
