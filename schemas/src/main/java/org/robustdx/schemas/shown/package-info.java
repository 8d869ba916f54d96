/**
 * What may be shown to a person, written to a log or exported as a metric: {@link org.robustdx.schemas.shown.PlainText} makes text from outside harmless,
 * {@link org.robustdx.schemas.shown.ShownUrl} takes the secrets out of URLs.
 */
@NullMarked
package org.robustdx.schemas.shown;

import org.jspecify.annotations.NullMarked;
