/**
 * Measures the decoders of images. Start with {@link org.robustdx.lab.decode.DecodeBench}. {@code SampleFiles} writes one picture in each format, and
 * {@code Pillow} decodes the same files in a Python process.
 */
@NullMarked
package org.robustdx.lab.decode;

import org.jspecify.annotations.NullMarked;
