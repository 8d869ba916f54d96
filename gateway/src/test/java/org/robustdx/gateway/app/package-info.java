@NullMarked
package org.robustdx.gateway.app;

import org.jspecify.annotations.NullMarked;
