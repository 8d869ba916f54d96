/** Tests of the module as a whole. */
@NullMarked
package org.robustdx.lab;

import org.jspecify.annotations.NullMarked;
