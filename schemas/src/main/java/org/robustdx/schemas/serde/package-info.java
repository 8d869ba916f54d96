/**
 * Messages to bytes and back: Avro in single-object encoding or in the wire format of schema registries.
 *
 * <p>Start with {@link org.robustdx.schemas.serde.AvroSerdes}, which has a serde for each message. {@code SchemaHistory} holds every released version of
 * each schema, so that current code reads all of them. {@code LimitedDecoder} bounds what a hostile message may allocate, and
 * {@link org.robustdx.schemas.serde.MalformedMessageException} reports bytes that are not a message.
 */
@NullMarked
package org.robustdx.schemas.serde;

import org.jspecify.annotations.NullMarked;
