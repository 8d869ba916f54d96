/** Puts the parts together: {@link org.robustdx.console.app.ConsoleApp}. */
@NullMarked
package org.robustdx.console.app;

import org.jspecify.annotations.NullMarked;
