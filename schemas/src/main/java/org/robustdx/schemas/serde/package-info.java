/** Records to bytes and back: Avro single-object encoding, bounded against hostile input. */
@NullMarked
package org.robustdx.schemas.serde;

import org.jspecify.annotations.NullMarked;
