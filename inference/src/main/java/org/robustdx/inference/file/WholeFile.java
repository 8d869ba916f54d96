package org.robustdx.inference.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a file as a whole: a reader sees the old content or the new content, never a part. The content is written to a draft beside the file,
 * which then takes the file's place. After a failure the old file is unchanged and the draft is deleted.
 */
public final class WholeFile {
    private WholeFile() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Body {
        /**
         * Writes all of the content.
         *
         * @param out where to write it; buffered, closed by the caller
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file in place of an older one, if any.
     *
     * @param file in a folder that exists
     * @throws IOException if the content cannot be written, or {@code file} is a folder
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, out -> out.write(content));
    }

    /**
     * Writes a file in place of an older one, if any.
     *
     * @param file in a folder that exists
     * @throws IOException if {@code body} throws one, the content cannot be written, or {@code file} is a folder
     */
    public static void write(Path file, Body body) throws IOException {
        // Two processes that write the same file have a draft each.
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
