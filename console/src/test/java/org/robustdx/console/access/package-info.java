@NullMarked
package org.robustdx.console.access;

import org.jspecify.annotations.NullMarked;
