package org.robustdx.lab.decode;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** A Python process that decodes files with Pillow. */
final class Pillow implements AutoCloseable {
    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final String version;

    /**
     * Starts the process.
     *
     * @throws IOException if Python or its package Pillow is missing; the message is one line
     */
    Pillow(String python, Path script) throws IOException {
        process = new ProcessBuilder(python, script.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        out = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        version = answer();
    }

    String version() {
        return version;
    }

    /** Returns the processor time of a decode in milliseconds, or nothing if Pillow does not read the file. */
    OptionalDouble millis(Path file, int times) throws IOException {
        out.write(times + " " + file + "\n");
        out.flush();
        String answer = answer();
        return answer.equals("-") ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(answer));
    }

    private String answer() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("python: ended without an answer (expected: Python 3 with the package Pillow, such as"
                    + " Debian's python3-pil)");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
