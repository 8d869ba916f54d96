@NullMarked
package org.robustdx.inference.model;

import org.jspecify.annotations.NullMarked;
