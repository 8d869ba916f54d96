/** The app under fire: processes that are killed or forgotten, brokers, disks and registries that are lost, and what becomes of the images. */
@NullMarked
package org.robustdx.stream.chaos;

import org.jspecify.annotations.NullMarked;
