/**
 * File utilities for all modules: digests ({@link org.robustdx.inference.file.Sha256}) and atomic writing
 * ({@link org.robustdx.inference.file.WholeFile}). Depends on no other package.
 */
@NullMarked
package org.robustdx.inference.file;

import org.jspecify.annotations.NullMarked;
