package org.robustdx.lab.decode;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult;
import org.robustdx.inference.image.DecodeResult.Decoded;
import org.robustdx.inference.image.DecodeResult.Refused;
import org.robustdx.inference.image.Raster;
import org.robustdx.inference.image.formats.ImageDecoders;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.bench.Median;

/** Measures the processor time that decoding a picture takes in each format, here and in Pillow, block by block in turn. */
public final class DecodeBench {
    private static final long BLOCK_NANOS = 100_000_000;
    private static final int WARM_UP = 5;

    private final int rounds;
    private final PrintWriter out;

    /** @param rounds blocks that are measured of each format; the median counts */
    public DecodeBench(int rounds, PrintWriter out) {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds: " + rounds + " (expected: > 0)");
        }
        this.rounds = rounds;
        this.out = out;
    }

    /** The Python process to compare with. */
    public record PillowProcess(String python, Path script) {}

    /**
     * Returns, for each format, {@code ms} and, if Pillow reads it, {@code pillow_ms} and {@code ratio}.
     *
     * @param image a file with the picture
     */
    public Map<String, Object> run(Path image, Optional<PillowProcess> beside) throws IOException {
        Path folder = Files.createTempDirectory("robustdx-decode");
        Map<String, Path> files = SampleFiles.write(picture(image), folder);
        out.printf(
                Locale.ROOT,
                "Load of the machine: %.1f on %d processors%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        Map<String, Object> results = new LinkedHashMap<>();
        try (Pillow pillow = beside.isPresent()
                ? new Pillow(beside.get().python(), beside.get().script())
                : null) {
            if (pillow != null) {
                out.printf("Pillow %s%n", pillow.version());
            }
            for (Map.Entry<String, Path> file : files.entrySet()) {
                results.put(file.getKey(), measure(file.getKey(), file.getValue(), Optional.ofNullable(pillow)));
            }
        } finally {
            for (Path file : files.values()) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
        return results;
    }

    private static Raster picture(Path image) throws IOException {
        DecodeResult result = ImageDecoders.standard().decode(Files.readAllBytes(image), DecodeLimits.ofDefaults());
        if (result instanceof Refused refused) {
            throw UserException.badInput("image: " + image + ": " + refused.message());
        }
        return ((Decoded) result).raster();
    }

    private Map<String, Double> measure(String name, Path file, Optional<Pillow> pillow) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int times = 1;
        for (int i = 0; i < WARM_UP; i++) {
            times = (int) Math.max(1, Math.min(10_000, BLOCK_NANOS / (1 + (long) (millis(content, times) * 1e6))));
        }
        double[] here = new double[rounds];
        double[] there = new double[rounds];
        boolean read = pillow.isPresent();
        for (int i = 0; i < rounds; i++) {
            here[i] = millis(content, times);
            OptionalDouble other = read ? pillow.get().millis(file, times) : OptionalDouble.empty();
            read = other.isPresent();
            there[i] = other.orElse(0);
        }
        Map<String, Double> result = new LinkedHashMap<>();
        double ms = Median.of(here);
        result.put("ms", ms);
        String compared = "";
        if (read) {
            double pillowMs = Median.of(there);
            result.put("pillow_ms", pillowMs);
            result.put("ratio", ms / pillowMs);
            compared = String.format(Locale.ROOT, "   Pillow %8.3f ms   ratio %.2f", pillowMs, ms / pillowMs);
        }
        out.printf(Locale.ROOT, "%-22s %8.3f ms%s%n", name, ms, compared);
        out.flush();
        return result;
    }

    /** Returns the processor time of a decode by this thread, in milliseconds. */
    private static double millis(byte[] content, int times) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            DecodeResult result = ImageDecoders.standard().decode(content, DecodeLimits.ofDefaults());
            if (result instanceof Refused refused) {
                throw new IllegalStateException("a file of the benchmark is refused: " + refused.message());
            }
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e6 / times;
    }
}
