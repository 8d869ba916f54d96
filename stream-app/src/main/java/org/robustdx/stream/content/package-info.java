/**
 * Resolves the bytes of an image.
 *
 * <p>Start with {@link org.robustdx.stream.content.ContentResolver}. It takes the bytes from the message itself, from a
 * file below an allowed folder ({@link org.robustdx.stream.content.ReferencedFiles}) or from an object store
 * ({@link org.robustdx.stream.content.ObjectStore}). The {@link org.robustdx.stream.content.ContentResult} is the bytes
 * with their SHA-256, or a refusal. An outage is an exception: the app stops and later continues with the same record.
 */
@NullMarked
package org.robustdx.stream.content;

import org.jspecify.annotations.NullMarked;
