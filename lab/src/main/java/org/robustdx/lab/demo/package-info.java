/**
 * The whole system in one process: {@link org.robustdx.lab.demo.Demo} starts a broker and the app, publishes a folder of images, and waits for one outcome of
 * each. A {@code Ledger} collects the outcomes; a {@code Summary} counts them, by the {@code Manifest} that names the attacked images.
 */
@NullMarked
package org.robustdx.lab.demo;

import org.jspecify.annotations.NullMarked;
