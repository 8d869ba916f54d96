/** Tests of the decoders' benchmark. */
@NullMarked
package org.robustdx.lab.decode;

import org.jspecify.annotations.NullMarked;
