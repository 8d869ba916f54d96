package org.robustdx.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.robustdx.inference.file.Sha256;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.Resizer;
import org.robustdx.inference.image.formats.ImageDecoders;

/**
 * Reads a data folder into memory. It lists the images by the layout of the folder, then decodes and resizes them in parallel with the code that
 * serves.
 */
public final class DatasetLoader {
    private final LoadOptions options;
    private final ImageDecoders decoders = ImageDecoders.standard();

    public DatasetLoader(LoadOptions options) {
        this.options = options;
    }

    /** A decoded image, or the reason of its refusal. */
    private sealed interface Outcome {
        @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared, never a key
        record Read(byte[] pixels, String contentHash) implements Outcome {}

        record Failed(String reason) implements Outcome {}
    }

    /**
     * Returns the images of {@code dir}, and detects its layout.
     *
     * @throws DataException if the folder has no known layout or no usable image, or if an item is bad and the policy is {@link BadItemPolicy#FAIL}
     */
    public LoadedData load(Path dir, LoadProgress progress) throws DataException {
        return load(dir, DataLayout.detect(dir), progress);
    }

    /**
     * Returns the images of {@code dir}, which has this layout.
     *
     * @throws DataException as {@link #load(Path, LoadProgress)}
     */
    public LoadedData load(Path dir, DataLayout layout, LoadProgress progress) throws DataException {
        ImageListing listing = layout.source().list(dir);
        options.policy().apply(listing.bad());
        checkMemory(listing.samples().size());
        Optional<DatasetCache> cache = options.cache().isPresent()
                ? Optional.of(DatasetCache.of(options.cache().get(), layout, listing, options))
                : Optional.empty();
        Optional<DatasetCache.Content> kept = cache.flatMap(DatasetCache::read);
        DatasetCache.Content content;
        if (kept.isPresent()) {
            content = kept.get();
            progress.update(content.dataset().size(), content.dataset().size());
        } else {
            content = decodeAll(listing, progress);
            if (cache.isPresent()) {
                cache.get().write(content);
            }
        }
        options.policy().apply(content.unreadable());
        List<BadItem> bad = new ArrayList<>(listing.bad());
        bad.addAll(content.unreadable());
        if (content.dataset().size() == 0) {
            throw new DataException(dir + ": no usable image" + (bad.isEmpty() ? "" : "; first: " + bad.get(0)));
        }
        return new LoadedData(content.dataset(), bad);
    }

    /**
     * Returns all images of {@code dir} and of the folders below it, without labels, in one class. Files that are not images are skipped and counted.
     *
     * @throws DataException if there is no folder, no file, or no image
     */
    public LoadedData loadUnlabelled(Path dir, LoadProgress progress) throws DataException {
        ImageListing listing = new UnlabelledFolder().list(dir);
        checkMemory(listing.samples().size());
        DatasetCache.Content content = decodeAll(listing, progress);
        if (content.dataset().size() == 0) {
            throw new DataException(
                    dir + ": no usable image; first: " + content.unreadable().get(0));
        }
        return new LoadedData(content.dataset(), content.unreadable());
    }

    private DatasetCache.Content decodeAll(ImageListing listing, LoadProgress progress) throws DataException {
        List<Sample> samples = listing.samples();
        List<Sample> read = new ArrayList<>();
        List<byte[]> pixels = new ArrayList<>();
        List<BadItem> unreadable = new ArrayList<>();
        DuplicateGroups groups = new DuplicateGroups();
        ExecutorService pool = Executors.newFixedThreadPool(options.threads(), task -> {
            Thread thread = new Thread(task, "image-loader");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Outcome>> outcomes = new ArrayList<>();
            for (Sample sample : samples) {
                outcomes.add(pool.submit(() -> decode(sample)));
            }
            progress.update(0, samples.size());
            for (int i = 0; i < samples.size(); i++) {
                Outcome outcome = outcomes.set(i, null).get();
                if (outcome instanceof Outcome.Read r) {
                    read.add(samples.get(i));
                    pixels.add(r.pixels());
                    groups.add(samples.get(i).group(), r.contentHash());
                } else if (outcome instanceof Outcome.Failed f) {
                    unreadable.add(new BadItem(samples.get(i).origin(), f.reason()));
                }
                progress.update(i + 1, samples.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("interrupted while reading images", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an image could not be processed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
        Dataset dataset = new Dataset(
                listing.classes(),
                options.height(),
                options.width(),
                options.channels(),
                pixels.toArray(new byte[0][]),
                read.stream().mapToInt(Sample::label).toArray(),
                read.stream().map(s -> groups.find(s.group())).toArray(String[]::new),
                read.stream().map(Sample::id).toArray(String[]::new));
        return new DatasetCache.Content(dataset, unreadable);
    }

    private Outcome decode(Sample sample) {
        byte[] content;
        try {
            long size = Files.size(sample.file());
            if (size > options.limits().maxBytes()) {
                return new Outcome.Failed(
                        size + " bytes (expected: <= " + options.limits().maxBytes() + ")");
            }
            content = Files.readAllBytes(sample.file());
        } catch (IOException e) {
            return new Outcome.Failed("cannot be read: " + e.getClass().getSimpleName());
        }
        DecodeResult result = decoders.decode(content, options.limits());
        if (result instanceof DecodeResult.Decoded decoded) {
            Raster raster = Resizer.resize(
                    decoded.raster().toChannels(options.channels()), options.height(), options.width(), options.fit());
            return new Outcome.Read(raster.pixels(), Sha256.hex(content));
        }
        return new Outcome.Failed(((DecodeResult.Refused) result).message());
    }

    private void checkMemory(int images) throws DataException {
        long needed = (long) images * options.height() * options.width() * options.channels();
        long most = Runtime.getRuntime().maxMemory();
        if (needed > most) {
            throw new DataException(images + " images of " + options.height() + "x" + options.width() + "x"
                    + options.channels() + " need " + (needed >> 20) + " MiB of memory (expected: < " + (most >> 20)
                    + " MiB, the heap of this JVM)");
        }
    }
}
