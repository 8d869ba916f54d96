package org.robustdx.stream.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the memory use of this process from Linux' {@code /proc/self/status}, which states it in KiB. */
public final class ProcessStatus {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessStatus() {}

    /** Returns the resident memory in bytes, or NaN if the system does not provide it. */
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
