package org.robustdx.trainer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Resident memory of this process, from Linux' {@code /proc/self/status}; empty on other systems. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /** Returns the current resident memory in MiB. */
    public static OptionalLong nowMegabytes() {
        return megabytes("VmRSS:");
    }

    /** Returns the peak resident memory in MiB. */
    public static OptionalLong peakMegabytes() {
        return megabytes("VmHWM:");
    }

    private static OptionalLong megabytes(String line) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(text -> text.startsWith(line))
                    .mapToLong(text -> Long.parseLong(text.replaceAll("\\D", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
