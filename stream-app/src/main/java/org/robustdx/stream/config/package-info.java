/**
 * The settings of the app as immutable values, validated when they are created.
 * {@link org.robustdx.stream.config.StreamConfig} holds what the app does with images, and
 * {@link org.robustdx.stream.config.Operations} how it is operated. Commands build both from options. This package
 * depends on no other package of the app.
 */
@NullMarked
package org.robustdx.stream.config;

import org.jspecify.annotations.NullMarked;
