package org.robustdx.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void shouldStartUnderAVeryLongCommandLine() throws Exception {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        String filler = "-Dfiller=" + "a".repeat(100_000);
        Process process = new ProcessBuilder(
                        List.of(java, "-cp", System.getProperty("java.class.path"), filler, Starter.class.getName()))
                .inheritIO()
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /** Starts ONNX Runtime and nothing else. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] arguments) {
            Environment.get();
        }
    }
}
