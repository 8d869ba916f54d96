@NullMarked
package org.robustdx.console.web;

import org.jspecify.annotations.NullMarked;
