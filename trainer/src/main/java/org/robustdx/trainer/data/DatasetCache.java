package org.robustdx.trainer.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.trainer.common.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a decoded data folder in one file, so that the next run reads it in one pass. The file's name is a hash of everything that the pixels depend
 * on: layout, shape, fit, labels, and each image file's name, size and modification time. A truncated or damaged file (by its checksum) counts as
 * absent. The cache is optional: a failed write is only logged.
 */
final class DatasetCache {
    private static final Logger LOG = LoggerFactory.getLogger(DatasetCache.class);

    /** Increase this number when decoding or resizing gives other pixels. */
    private static final int VERSION = 1;

    private static final int MAGIC = 0x52445843;
    private static final int BUFFER = 1 << 20;

    private final Path file;
    private final LoadOptions options;
    private final ImageListing listing;

    private DatasetCache(Path file, ImageListing listing, LoadOptions options) {
        this.file = file;
        this.listing = listing;
        this.options = options;
    }

    /** The content of the cache: the decoded images, and the reasons of the others. */
    record Content(Dataset dataset, List<BadItem> unreadable) {}

    static DatasetCache of(Path dir, DataLayout layout, ImageListing listing, LoadOptions options)
            throws DataException {
        Digest key = new Digest();
        key.add(VERSION + " " + layout + " " + options.height() + "x" + options.width() + "x" + options.channels());
        key.add(options.fit() + " " + options.limits() + " " + listing.classes());
        for (Sample s : listing.samples()) {
            try {
                key.add(s.id() + "\n" + s.label() + "\n" + s.group() + "\n" + s.origin());
                key.add(Files.size(s.file()) + " " + Files.getLastModifiedTime(s.file()));
            } catch (IOException e) {
                throw new DataException(
                        s.origin() + ": cannot be read: " + e.getClass().getSimpleName(), e);
            }
        }
        String name = key.hex().substring(0, 32);
        return new DatasetCache(dir.resolve("images-" + name + ".cache"), listing, options);
    }

    /** Returns the cached content; empty if it is absent or damaged. */
    Optional<Content> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        CRC32C checksum = new CRC32C();
        try (CheckedInputStream checked =
                        new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), checksum);
                DataInputStream in = new DataInputStream(checked)) {
            if (in.readInt() != MAGIC) {
                throw new IOException("not a cache file");
            }
            int n = in.readInt();
            int listed = listing.samples().size();
            if (n < 0 || n > listed) {
                throw new IOException(n + " images of " + listed);
            }
            int bad = in.readInt();
            if (bad != listed - n) {
                throw new IOException(bad + " unreadable images of " + (listed - n));
            }
            List<BadItem> unreadable = new ArrayList<>();
            for (int i = 0; i < bad; i++) {
                unreadable.add(new BadItem(in.readUTF(), in.readUTF()));
            }
            int[] labels = new int[n];
            String[] groups = new String[n];
            String[] ids = new String[n];
            for (int i = 0; i < n; i++) {
                labels[i] = in.readInt();
                groups[i] = in.readUTF();
                ids[i] = in.readUTF();
            }
            byte[][] images = new byte[n][options.height() * options.width() * options.channels()];
            for (byte[] image : images) {
                in.readFully(image);
            }
            long sum = checksum.getValue();
            if (in.readLong() != sum || in.read() != -1) {
                throw new IOException("wrong checksum");
            }
            Dataset dataset = new Dataset(
                    listing.classes(),
                    options.height(),
                    options.width(),
                    options.channels(),
                    images,
                    labels,
                    groups,
                    ids);
            return Optional.of(new Content(dataset, unreadable));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{}: damaged ({}), read afresh", file, e instanceof EOFException ? "cut short" : e.getMessage());
            return Optional.empty();
        }
    }

    /** Stores {@code content} atomically. */
    void write(Content content) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            WholeFile.write(file, out -> write(content, out));
        } catch (IOException e) {
            LOG.warn("{}: the cache was not written: {}", file, e.toString());
        }
    }

    private static void write(Content content, OutputStream target) throws IOException {
        Dataset dataset = content.dataset();
        CRC32C checksum = new CRC32C();
        try (CheckedOutputStream checked = new CheckedOutputStream(target, checksum);
                DataOutputStream out = new DataOutputStream(checked)) {
            out.writeInt(MAGIC);
            out.writeInt(dataset.size());
            out.writeInt(content.unreadable().size());
            for (BadItem item : content.unreadable()) {
                out.writeUTF(item.where());
                out.writeUTF(item.reason());
            }
            for (int i = 0; i < dataset.size(); i++) {
                out.writeInt(dataset.label(i));
                out.writeUTF(dataset.group(i));
                out.writeUTF(dataset.id(i));
            }
            for (int i = 0; i < dataset.size(); i++) {
                out.write(dataset.image(i));
            }
            out.writeLong(checksum.getValue());
        }
    }
}
