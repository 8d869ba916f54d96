/** From a finding to an alert: severity and preview. */
@NullMarked
package org.robustdx.stream.alert;

import org.jspecify.annotations.NullMarked;
