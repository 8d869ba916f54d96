/** What every module needs of files: the digest of their content, and writing them as a whole. Depends on no other package. */
@NullMarked
package org.robustdx.inference.file;

import org.jspecify.annotations.NullMarked;
