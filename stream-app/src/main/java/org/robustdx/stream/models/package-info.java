/** Models that change while the app runs: announcements and their signatures, the judgement on a new model, what each instance reports. */
@NullMarked
package org.robustdx.stream.models;

import org.jspecify.annotations.NullMarked;
