@NullMarked
package org.robustdx.gateway.cli;

import org.jspecify.annotations.NullMarked;
