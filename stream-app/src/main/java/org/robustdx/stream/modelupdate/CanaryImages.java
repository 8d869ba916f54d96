package org.robustdx.stream.modelupdate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.stream.config.ModelUpdates;
import org.robustdx.stream.content.ImageFolder;
import org.robustdx.stream.readahead.SeenImages;

/**
 * The images on which a new model is compared with the model in use: those of a folder, or the most recent ones of the
 * stream. Thread-safe.
 */
public final class CanaryImages implements SeenImages {
    private static final long MOST_BYTES = 64L << 20;

    private final int wanted;
    private final boolean fixed;
    private final Deque<byte[]> contents = new ArrayDeque<>();
    private long bytes;
    private boolean full;

    private CanaryImages(int wanted, boolean fixed) {
        this.wanted = wanted;
        this.fixed = fixed;
    }

    /**
     * Returns the images that the settings ask for.
     *
     * @throws UserException if the settings name a folder that contains no decodable image
     */
    public static CanaryImages of(ModelUpdates settings) {
        Optional<Path> folder = settings.canary();
        CanaryImages images = new CanaryImages(settings.canaryImages(), folder.isPresent());
        folder.ifPresent(images::fill);
        return images;
    }

    private void fill(Path folder) {
        for (Path file : ImageFolder.read(folder).files()) {
            try {
                if (contents.size() == wanted) {
                    break;
                }
                if (Files.size(file) > DecodeLimits.ofDefaults().maxBytes()) {
                    continue;
                }
                byte[] content = Files.readAllBytes(file);
                if (decode(content) instanceof DecodeResult.Decoded) {
                    contents.addLast(content);
                }
            } catch (IOException e) {
                throw UserException.badInput("canary: %s cannot be read".formatted(folder));
            }
        }
        if (wanted > 0 && contents.isEmpty()) {
            throw UserException.badInput("canary: %s contains no decodable image".formatted(folder));
        }
    }

    /** Stores an image. If there are enough, it replaces the oldest one. */
    @Override
    public synchronized void image(ImageEvent event, byte[] content) {
        if (fixed || wanted == 0 || content.length > MOST_BYTES) {
            return;
        }
        contents.addLast(content);
        bytes += content.length;
        while (contents.size() > wanted || bytes > MOST_BYTES) {
            full = true; // The memory limit is reached: large images make a smaller number sufficient.
            bytes -= contents.removeFirst().length;
        }
    }

    /** Returns whether there are enough images for a comparison. */
    synchronized boolean ready() {
        return fixed || full || contents.size() >= wanted;
    }

    /** Decodes the images and returns them. */
    List<Raster> decoded() {
        List<byte[]> now;
        synchronized (this) {
            now = List.copyOf(contents);
        }
        List<Raster> images = new ArrayList<>();
        for (byte[] content : now) {
            if (decode(content) instanceof DecodeResult.Decoded decoded) {
                images.add(decoded.raster());
            }
        }
        return images;
    }

    /** Returns the number of images that a comparison needs. */
    int wanted() {
        return wanted;
    }

    private static DecodeResult decode(byte[] content) {
        return ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
    }
}
