package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong(77);

    private Progress progress(long total) {
        return Progress.lines("train", total, new PrintStream(bytes, true, StandardCharsets.UTF_8), clock::get);
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void after(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void shouldTellEveryTenthWithTheTimeLeft() {
        try (Progress progress = progress(1000)) {
            for (int i = 1; i <= 1000; i++) {
                clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
                if (i == 150) {
                    progress.note("loss 0.5");
                }
                progress.update(i);
            }
        }
        assertThat(lines())
                .hasSize(10)
                .startsWith(
                        "train: 100/1000 (10 %), 10 s, about 1 min 30 s left",
                        "train: 200/1000 (20 %), 20 s, about 1 min 20 s left, loss 0.5")
                .endsWith("train: 1000/1000 (100 %), 1 min 40 s, loss 0.5");
    }

    @Test
    void shouldTellNowAndThenWhenWorkIsSlow() {
        try (Progress progress = progress(1000)) {
            for (int i = 1; i <= 6; i++) {
                after(3600);
                progress.update(i);
            }
            progress.update(1000);
        }
        assertThat(lines()).hasSize(7).startsWith("train: 1/1000 (0 %), 1 h 00 min, about 999 h 00 min left");
    }

    @Test
    void shouldSayWhereItStopped() {
        try (Progress progress = progress(10)) {
            progress.update(1);
        }
        assertThat(lines()).endsWith("train: stopped at 1 of 10");
    }

    @Test
    void shouldBearNothingToDo() {
        try (Progress progress = progress(0)) {
            after(31);
            progress.update(0);
        }
        assertThat(lines()).containsExactly("train: 0, 31 s");
    }
}
