package org.robustdx.stream.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process, where the system tells it (Linux' {@code /proc/self/status}, which counts in KiB). */
public final class ProcessStatus {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessStatus() {}

    /** Returns the bytes that are resident now, or NaN. */
    public static double residentBytes() {
        return bytes("VmRSS:");
    }

    private static double bytes(String line) {
        try {
            return Files.readAllLines(STATUS, StandardCharsets.US_ASCII).stream()
                    .filter(text -> text.startsWith(line))
                    .mapToDouble(text -> Double.parseDouble(text.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
