package org.robustdx.stream.classify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import org.robustdx.stream.content.ContentResult;
import org.robustdx.stream.content.ImageFolder;
import org.robustdx.stream.content.ObjectStore;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/**
 * The images that a command line names: files, folders of files, and buckets of an object store or folders in them
 * ({@code s3://BUCKET[/PREFIX]}). Closing it closes the object store.
 */
public final class ImageSources implements AutoCloseable {
    private static final String OBJECTS = "s3://";
    private static final int MOST_BYTES =
            Math.toIntExact(DecodeLimits.ofDefaults().maxBytes());

    private final List<NamedImage> images;
    private final Optional<ObjectStore> store;

    private ImageSources(List<NamedImage> images, Optional<ObjectStore> store) {
        this.images = List.copyOf(images);
        this.store = store;
    }

    /**
     * Lists the images.
     *
     * @param paths files, folders and {@code s3://} addresses
     * @param access settings of the object store with these roots; used only if there are {@code s3://} addresses
     * @throws UserException if a path does not exist, a folder contains no files or is not readable, or the object store
     *     does not answer
     */
    public static ImageSources open(List<String> paths, Function<List<ObjectRoot>, ObjectStoreSettings> access) {
        List<ObjectRoot> roots = paths.stream()
                .filter(path -> path.startsWith(OBJECTS))
                .map(ImageSources::root)
                .toList();
        Optional<ObjectStore> store =
                roots.isEmpty() ? Optional.empty() : Optional.of(ObjectStore.open(access.apply(roots)));
        List<NamedImage> images = new ArrayList<>();
        try {
            for (String path : paths) {
                if (path.startsWith(OBJECTS)) {
                    images.addAll(objects(store.orElseThrow(), root(path)));
                } else {
                    images.addAll(files(Path.of(path)));
                }
            }
        } catch (RuntimeException e) {
            store.ifPresent(ObjectStore::close);
            throw e;
        }
        return new ImageSources(images, store);
    }

    private static ObjectRoot root(String path) {
        try {
            return ObjectRoot.parse(path);
        } catch (IllegalArgumentException e) {
            throw UserException.badInput("path: %s (expected: s3://BUCKET[/PREFIX])".formatted(path));
        }
    }

    private static List<NamedImage> files(Path path) {
        if (Files.isDirectory(path)) {
            ImageFolder folder = ImageFolder.read(path);
            return folder.files().stream()
                    .map(file -> new NamedImage(file.toString(), folder.name(file), () -> content(file)))
                    .toList();
        }
        if (Files.isRegularFile(path)) {
            return List.of(new NamedImage(path.toString(), String.valueOf(path.getFileName()), () -> content(path)));
        }
        throw UserException.badInput("path: %s (expected: a file or a folder)".formatted(path));
    }

    private static List<NamedImage> objects(ObjectStore store, ObjectRoot root) {
        List<ContentReference> objects;
        try {
            objects = store.list(root);
        } catch (UncheckedIOException e) {
            throw UserException.failed(e.getMessage() + " (expected: a bucket that may be listed)");
        }
        if (objects.isEmpty()) {
            throw UserException.badInput("images: %s contains no objects".formatted(root));
        }
        int start = root.toString().length();
        return objects.stream()
                .map(object -> new NamedImage(
                        object.getUri(), object.getUri().substring(start), () -> store.readListed(object)))
                .toList();
    }

    private static ContentResult content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES
                    ? refused(Reason.OVERSIZE, "the file has more than %d bytes".formatted(MOST_BYTES))
                    : new ContentResult.Found(bytes, "");
        } catch (IOException e) {
            return refused(Reason.REFERENCE_NOT_FOUND, "the file cannot be read");
        }
    }

    private static ContentResult refused(Reason reason, String message) {
        return new ContentResult.NotFound(Refusal.of(reason, Classifier.class, message));
    }

    /** Returns the images in the order of the paths; those of a folder or bucket are sorted by name. */
    public List<NamedImage> images() {
        return images;
    }

    @Override
    public void close() {
        store.ifPresent(ObjectStore::close);
    }
}
