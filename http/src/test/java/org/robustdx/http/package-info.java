@NullMarked
package org.robustdx.http;

import org.jspecify.annotations.NullMarked;
