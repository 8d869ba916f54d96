@NullMarked
package org.robustdx.gateway.intake;

import org.jspecify.annotations.NullMarked;
