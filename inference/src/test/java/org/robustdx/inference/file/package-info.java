@NullMarked
package org.robustdx.inference.file;

import org.jspecify.annotations.NullMarked;
