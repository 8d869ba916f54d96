package org.robustdx.lab.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.content.ImageFolder;

/** The encoded images of a folder, used cyclically. */
public final class EncodedImages {
    private final List<byte[]> contents;

    private EncodedImages(List<byte[]> contents) {
        this.contents = contents;
    }

    /**
     * Reads the images of a folder. Skips files that are too large or not decodable.
     *
     * @throws UserException if the folder contains no decodable image
     */
    public static EncodedImages of(Path folder, DecodeLimits limits) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Path file : ImageFolder.read(folder).files()) {
            if (Files.size(file) > limits.maxBytes()) {
                continue;
            }
            byte[] content = Files.readAllBytes(file);
            if (ImageDecoders.standard().decode(content, limits) instanceof DecodeResult.Decoded) {
                contents.add(content);
            }
        }
        if (contents.isEmpty()) {
            throw UserException.badInput("images: %s contains no decodable image".formatted(folder));
        }
        return new EncodedImages(contents);
    }

    /** Returns the number of different images. */
    public int size() {
        return contents.size();
    }

    /** Returns the content of image {@code i} modulo the number of images. */
    public byte[] content(long i) {
        return contents.get((int) (i % contents.size()));
    }

    /** Returns the mean size of an image in bytes. */
    public int meanBytes() {
        return (int)
                contents.stream().mapToInt(content -> content.length).average().orElse(1);
    }
}
