@NullMarked
package org.robustdx.console.cases;

import org.jspecify.annotations.NullMarked;
