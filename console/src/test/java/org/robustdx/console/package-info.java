@NullMarked
package org.robustdx.console;

import org.jspecify.annotations.NullMarked;
