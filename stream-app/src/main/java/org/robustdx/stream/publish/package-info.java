/**
 * Publishes image files to the image topic. {@link org.robustdx.stream.publish.FolderPublisher} sends one event per
 * file, with the image bytes or with a reference to an object store, and returns a
 * {@link org.robustdx.stream.publish.PublishReport}.
 */
@NullMarked
package org.robustdx.stream.publish;

import org.jspecify.annotations.NullMarked;
