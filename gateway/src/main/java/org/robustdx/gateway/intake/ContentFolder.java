package org.robustdx.gateway.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ContentReference;

/**
 * Keeps images that are too large for a message (claim check). The file is named by its SHA-256 and is complete on the disk before its name exists. An image
 * whose event was not written leaves a file that the next attempt uses.
 */
public final class ContentFolder implements LargeContent {
    private final Path root;

    private ContentFolder(Path root) {
        this.root = root;
    }

    /**
     * Opens a folder.
     *
     * @throws UserException if it is no folder
     */
    public static ContentFolder at(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (Files.isDirectory(real) && Files.isWritable(real)) {
                return new ContentFolder(real);
            }
        } catch (IOException e) {
            // As if it were no folder.
        }
        throw UserException.badInput("content-root: %s (expected: a folder that can be written)".formatted(folder));
    }

    @Override
    public ContentReference put(byte[] content) {
        String sha256 = Digest.sha256(content);
        Path file = root.resolve(sha256);
        try {
            if (!Files.exists(file)) {
                Path part = Files.createTempFile(root, sha256, ".part");
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(content);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ContentReference.newBuilder()
                .setUri(file.toUri().toString())
                .setSha256(sha256)
                .setSize((long) content.length)
                .build();
    }
}
