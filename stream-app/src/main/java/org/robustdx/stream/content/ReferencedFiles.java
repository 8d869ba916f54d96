package org.robustdx.stream.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.deadletter.Reason;
import org.robustdx.stream.deadletter.Refusal;

/**
 * The files under one root that references may lead to. Whoever may write to the image topic could otherwise have any
 * file of this machine read: a reference must name a regular file under the root, without {@code ..} and without a
 * symbolic link on the way, and state its size and SHA-256, which are verified. Refusals never quote the URI.
 */
public final class ReferencedFiles {
    private final Path root;
    private final long maxBytes;

    private ReferencedFiles(Path root, long maxBytes) {
        this.root = root;
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the files under this directory.
     *
     * @param root an existing directory
     * @param maxBytes largest file that is read
     * @throws IOException if it is not a directory that can be read
     */
    public static ReferencedFiles under(Path root, long maxBytes) throws IOException {
        Path real = root.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new IOException("not a directory");
        }
        return new ReferencedFiles(real, maxBytes);
    }

    /** Returns the content of the referenced file, or why it is not read. */
    public ContentResult read(ContentReference reference) {
        Optional<Path> path = allowed(reference.getUri());
        if (path.isEmpty()) {
            return refused(
                    Reason.REFERENCE_NOT_ALLOWED, "the reference is not a plain file: URI under the allowed folder");
        }
        Statement statement = new Statement(reference, ReferencedFiles.class);
        return statement.obstacle(maxBytes).orElseGet(() -> verified(path.get(), statement));
    }

    private Optional<Path> allowed(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = "file".equalsIgnoreCase(uri.getScheme())
                    && uri.getRawAuthority() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPath() != null;
            if (!plain) {
                return Optional.empty();
            }
            Path path = Path.of(uri.getPath());
            boolean inside = path.isAbsolute() && path.equals(path.normalize()) && path.startsWith(root);
            return inside && !path.equals(root) ? Optional.of(path) : Optional.empty();
        } catch (URISyntaxException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    private ContentResult verified(Path path, Statement statement) {
        try {
            if (!path.toRealPath().equals(path)) {
                return refused(Reason.REFERENCE_NOT_ALLOWED, "the reference leads through a symbolic link");
            }
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                return refused(Reason.REFERENCE_NOT_ALLOWED, "the reference does not lead to a regular file");
            }
            return statement.compared(contentOf(path, statement.bytesToRead()));
        } catch (NoSuchFileException e) {
            return refused(Reason.REFERENCE_NOT_FOUND, "nothing is where the reference leads");
        } catch (FileSystemException e) {
            if ("File name too long".equals(e.getReason()) || "Not a directory".equals(e.getReason())) {
                return refused(Reason.REFERENCE_NOT_FOUND, "nothing is where the reference leads");
            }
            throw new UncheckedIOException("content folder: " + e.getClass().getSimpleName(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("content folder: " + e.getClass().getSimpleName(), e);
        }
    }

    private static byte[] contentOf(Path path, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(bytes);
        }
    }

    private static ContentResult refused(Reason reason, String message) {
        return new ContentResult.NotFound(Refusal.of(reason, ReferencedFiles.class, message));
    }
}
