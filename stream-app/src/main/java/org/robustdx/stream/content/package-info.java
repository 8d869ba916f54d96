/** Where an image's bytes come from: the message itself or an allowed folder. */
@NullMarked
package org.robustdx.stream.content;

import org.jspecify.annotations.NullMarked;
