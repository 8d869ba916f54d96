/** Text of pages in which everything that comes from outside is escaped: {@link org.robustdx.console.html.Html}. */
@NullMarked
package org.robustdx.console.html;

import org.jspecify.annotations.NullMarked;
