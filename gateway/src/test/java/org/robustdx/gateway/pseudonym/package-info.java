@NullMarked
package org.robustdx.gateway.pseudonym;

import org.jspecify.annotations.NullMarked;
