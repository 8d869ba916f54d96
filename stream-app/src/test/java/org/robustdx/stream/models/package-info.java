@NullMarked
package org.robustdx.stream.models;

import org.jspecify.annotations.NullMarked;
