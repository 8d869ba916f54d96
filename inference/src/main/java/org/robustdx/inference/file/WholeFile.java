package org.robustdx.inference.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes files atomically: a reader sees the old content or the new content, never a part. The content goes to a
 * temporary file in the same folder, which then replaces the target. After a failure, the old file is unchanged and the
 * temporary file is deleted.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes the content of a file to a stream. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes the whole content.
         *
         * @param out buffered stream; the caller closes it
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, and replaces an existing one.
     *
     * @param file in a folder that exists
     * @throws IOException if the content cannot be written, or {@code file} is a folder
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, out -> out.write(content));
    }

    /**
     * Writes a file, and replaces an existing one.
     *
     * @param file in a folder that exists
     * @throws IOException if {@code body} throws it, the content cannot be written, or {@code file} is a folder
     */
    public static void write(Path file, Body body) throws IOException {
        // The process id keeps apart the temporary files of two processes that write the same file.
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
                body.writeTo(out);
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
