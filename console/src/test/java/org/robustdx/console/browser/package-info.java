@NullMarked
package org.robustdx.console.browser;

import org.jspecify.annotations.NullMarked;
