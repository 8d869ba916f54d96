/**
 * Measures a running department. {@link org.robustdx.gateway.bench.Bench} stores studies in a gateway by STOW-RS at a rate, and
 * {@link org.robustdx.gateway.bench.Outcomes} notes when their outcomes come.
 */
@NullMarked
package org.robustdx.gateway.bench;

import org.jspecify.annotations.NullMarked;
