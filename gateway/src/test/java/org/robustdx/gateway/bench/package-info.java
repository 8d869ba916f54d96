@NullMarked
package org.robustdx.gateway.bench;

import org.jspecify.annotations.NullMarked;
