package org.robustdx.stream.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.FetchTime;
import org.robustdx.stream.dlq.Reason;
import org.robustdx.stream.dlq.Refusal;

/**
 * Reads files below one root that references name. A producer of image events could otherwise make the app read any
 * file of this machine. A reference must therefore name a regular file below the root, without {@code ..} and without
 * symbolic links. It must also state the size and SHA-256, which are verified. Refusals and exceptions never quote the
 * URI.
 *
 * <p>If a file is not readable but the root is (and is still mounted, if it was at the start), the file is at fault and
 * is refused. Otherwise the folder is unavailable, which is an outage. Each read takes at most {@link FetchTime}.
 * Thread-safe.
 */
public final class ReferencedFiles {
    private static final String WHAT = "content folder";

    private final Path root;
    private final boolean mounted;
    private final long maxBytes;
    private final FetchTime time;
    private final TimedCalls calls = new TimedCalls("files");

    private ReferencedFiles(Path root, long maxBytes, FetchTime time) throws IOException {
        this.root = root;
        this.maxBytes = maxBytes;
        this.time = time;
        this.mounted = isMountPoint(root);
    }

    /**
     * Returns a reader of the files below {@code root}.
     *
     * @param root an existing directory
     * @param maxBytes maximum size of a file
     * @throws IOException if {@code root} is not a readable directory
     */
    public static ReferencedFiles under(Path root, long maxBytes) throws IOException {
        return under(root, maxBytes, FetchTime.ofDefault());
    }

    /** Returns a reader that spends at most {@code time} on a file. */
    static ReferencedFiles under(Path root, long maxBytes, FetchTime time) throws IOException {
        Path real = root.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new IOException("not a directory");
        }
        return new ReferencedFiles(real, maxBytes, time);
    }

    /**
     * Returns the content of the referenced file, or the reason for refusal.
     *
     * @throws java.io.UncheckedIOException if the root is unavailable; this is an outage, not a fault of the image
     */
    public ContentResult read(ContentReference reference) {
        Optional<Path> path = allowed(reference.getUri());
        if (path.isEmpty()) {
            return refused(
                    Reason.REFERENCE_NOT_ALLOWED, "the reference is not a plain file: URI under the allowed folder");
        }
        Statement statement = new Statement(reference, ReferencedFiles.class);
        return statement.obstacle(maxBytes).orElseGet(() -> readInTime(path.get(), statement));
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

    private ContentResult readInTime(Path path, Statement statement) {
        if (calls.exhausted()) {
            throw Outage.of(WHAT, "too many reads hang", new IOException());
        }
        try {
            return calls.within(time.of(statement.reference().getSize()), () -> verified(path, statement));
        } catch (InterruptedIOException e) {
            throw Outage.of(WHAT, e); // The app is closing. The file is not at fault.
        } catch (IOException | TimeoutException e) {
            askRoot();
            return unreadable(e);
        }
    }

    private ContentResult verified(Path path, Statement statement) throws IOException {
        if (!path.toRealPath().equals(path)) {
            if (!root.toRealPath().equals(root)) {
                throw new IOException("the root has moved");
            }
            return refused(Reason.REFERENCE_NOT_ALLOWED, "the reference contains a symbolic link");
        }
        // Checked before the file is opened, because opening a named pipe blocks until a writer comes.
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            return refused(Reason.REFERENCE_NOT_ALLOWED, "the reference is not a regular file");
        }
        return statement.compared(contentOf(path, statement.bytesToRead()));
    }

    /** Checks that the root is readable. */
    private void askRoot() {
        try {
            if (!calls.within(time.base(), this::canBeRead)) {
                throw new NoSuchFileException("root");
            }
        } catch (IOException | TimeoutException e) {
            throw Outage.of(WHAT, e);
        }
    }

    private boolean canBeRead() throws IOException {
        root.getFileSystem().provider().checkAccess(root, AccessMode.EXECUTE);
        if (Files.isReadable(root)) {
            // On a network file system, listing the folder contacts the server. The other checks may use cached data.
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
                boolean unused = entries.iterator().hasNext();
            }
        }
        boolean unmounted = mounted && !isMountPoint(root);
        return root.toRealPath().equals(root) && Files.isDirectory(root) && !unmounted;
    }

    /**
     * Returns whether a file system is mounted at the folder. If it was unmounted, an empty folder remains, and every
     * reference would seem missing.
     */
    static boolean isMountPoint(Path folder) throws IOException {
        Path parent = folder.getParent();
        return parent != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                && !Files.getAttribute(folder, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"));
    }

    private static ContentResult unreadable(Exception e) {
        String reason = e instanceof FileSystemException failure ? String.valueOf(failure.getReason()) : "";
        if (e instanceof NoSuchFileException
                || reason.equals("File name too long")
                || reason.equals("Not a directory")) {
            return refused(Reason.REFERENCE_NOT_FOUND, "the referenced content does not exist");
        }
        return refused(
                Reason.REFERENCE_UNREADABLE, "the referenced file cannot be read (%s)".formatted(Outage.kind(e)));
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
