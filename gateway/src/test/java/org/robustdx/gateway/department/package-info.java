/** Tests of a whole department: archive, gateway, broker and app, each as its users start it. */
@NullMarked
package org.robustdx.gateway.department;

import org.jspecify.annotations.NullMarked;
