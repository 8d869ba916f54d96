@NullMarked
package org.robustdx.console.images;

import org.jspecify.annotations.NullMarked;
