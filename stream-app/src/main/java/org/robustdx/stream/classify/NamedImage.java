package org.robustdx.stream.classify;

import java.util.function.Supplier;
import org.robustdx.stream.content.ContentResult;

/**
 * An image to classify.
 *
 * @param file its name in the results: a path, or the URI of an object
 * @param key its name below the folder that was given, with {@code /} as separator; it is the same on every machine
 * @param content reads its bytes; throws {@link java.io.UncheckedIOException} if the object store is unavailable
 */
public record NamedImage(String file, String key, Supplier<ContentResult> content) {}
