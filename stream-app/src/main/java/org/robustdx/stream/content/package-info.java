/**
 * Where the bytes of an image come from. {@link org.robustdx.stream.content.ContentResolver} takes them from the message itself, from a folder that the app
 * allows ({@link org.robustdx.stream.content.ReferencedFiles}) or from an object store ({@link org.robustdx.stream.content.ObjectStore}). The result is the bytes
 * with their SHA-256, or a refusal. An outage is an exception: the record is tried again.
 */
@NullMarked
package org.robustdx.stream.content;

import org.jspecify.annotations.NullMarked;
