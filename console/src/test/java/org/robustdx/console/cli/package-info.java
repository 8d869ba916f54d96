@NullMarked
package org.robustdx.console.cli;

import org.jspecify.annotations.NullMarked;
