@NullMarked
package org.robustdx.gateway;

import org.jspecify.annotations.NullMarked;
