/**
 * The pages as HTML. Each class renders one page from values; {@link org.robustdx.console.pages.Layout} puts the frame around it. Pages hold no inline
 * script and no inline style, so that the content security policy can forbid both. They work without scripts, except for the live list and the
 * viewer of images.
 */
@NullMarked
package org.robustdx.console.pages;

import org.jspecify.annotations.NullMarked;
