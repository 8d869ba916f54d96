/**
 * The evaluation's report as one HTML file, which needs no script, font or image from elsewhere.
 *
 * <p>Start with {@link org.robustdx.trainer.evaluate.html.HtmlReport}. Each section of the page is one class ({@code …Section}). {@code Html} and
 * {@code Markup} escape all text, {@code Table} and {@code Chart} draw, and {@code Numbers} formats figures and intervals.
 */
@NullMarked
package org.robustdx.trainer.evaluate.html;

import org.jspecify.annotations.NullMarked;
