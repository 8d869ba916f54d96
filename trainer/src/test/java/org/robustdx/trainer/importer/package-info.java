@NullMarked
package org.robustdx.trainer.importer;

import org.jspecify.annotations.NullMarked;
