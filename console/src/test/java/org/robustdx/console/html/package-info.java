@NullMarked
package org.robustdx.console.html;

import org.jspecify.annotations.NullMarked;
