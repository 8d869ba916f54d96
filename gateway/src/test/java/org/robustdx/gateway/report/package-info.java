@NullMarked
package org.robustdx.gateway.report;

import org.jspecify.annotations.NullMarked;
