package org.robustdx.lab.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The processor time that processes have used since they started, by their names. A process of which the system does
 * not tell it is missing.
 *
 * @param used processor time of all threads
 */
record ProcessorTimes(Map<String, Duration> used) {
    ProcessorTimes {
        used = new LinkedHashMap<>(used);
    }

    /** Returns the times of processes now. */
    static ProcessorTimes of(Map<String, ProcessHandle> processes) {
        Map<String, Duration> used = new LinkedHashMap<>();
        processes.forEach((name, process) -> {
            Optional<Duration> time = process.info().totalCpuDuration();
            time.ifPresent(duration -> used.put(name, duration));
        });
        return new ProcessorTimes(used);
    }

    /**
     * Returns what each process has used since an earlier time, in milliseconds per image.
     *
     * @param images number of images since then, at least 1
     */
    Map<String, Double> millisPerImage(ProcessorTimes earlier, long images) {
        if (images < 1) {
            throw new IllegalArgumentException("images: " + images + " (expected: > 0)");
        }
        Map<String, Double> millis = new LinkedHashMap<>();
        used.forEach((name, now) -> {
            Duration before = earlier.used.get(name);
            if (before != null) {
                millis.put(name, now.minus(before).toNanos() / 1e6 / images);
            }
        });
        return millis;
    }

    /** Returns times per image as a text to print. */
    static String shown(Map<String, Double> millisPerImage) {
        return millisPerImage.entrySet().stream()
                .map(one -> String.format(Locale.ROOT, "%s %.3f", one.getKey().replace('_', ' '), one.getValue()))
                .collect(Collectors.joining(", ", "processor time per image, ms: ", ""));
    }
}
