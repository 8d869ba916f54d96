@NullMarked
package org.robustdx.gateway.dicom;

import org.jspecify.annotations.NullMarked;
