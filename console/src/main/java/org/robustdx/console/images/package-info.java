/**
 * Turns an encoded image into what a browser shows. It uses the decoders of {@code inference}, so that a reviewer sees what the model saw, and a browser
 * never gets the bytes of a sender.
 */
@NullMarked
package org.robustdx.console.images;

import org.jspecify.annotations.NullMarked;
