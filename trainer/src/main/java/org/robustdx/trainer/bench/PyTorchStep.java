package org.robustdx.trainer.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.robustdx.trainer.model.ModelSpec;

/** The same training step in PyTorch, in a separate process that is idle between blocks. */
final class PyTorchStep implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final JsonNode greeting;

    /**
     * Starts the process.
     *
     * @throws IOException if Python or its package torch is missing; the message is one line
     */
    PyTorchStep(String python, Path script, ModelSpec spec, int batch, int copies, int threads, long seed)
            throws IOException {
        Map<String, Object> settings = Map.of(
                "width",
                spec.width(),
                "image_size",
                spec.imageSize(),
                "channels",
                spec.channels(),
                "classes",
                spec.classes(),
                "batch",
                batch,
                "copies",
                copies,
                "threads",
                threads,
                "seed",
                seed);
        ProcessBuilder builder = new ProcessBuilder(python, script.toString(), JSON.writeValueAsString(settings))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // PyTorch should use its own default.
        builder.environment().remove("OMP_WAIT_POLICY");
        process = builder.start();
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        out = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        greeting = read();
    }

    /** Returns the version of PyTorch. */
    String version() {
        return greeting.path("pytorch").asText();
    }

    /** Returns the number of parameters of its model. */
    long parameters() {
        return greeting.path("parameters").asLong();
    }

    /** Runs {@code n} steps and returns the duration of each in milliseconds. */
    double[] steps(int n) throws IOException {
        out.write("{\"steps\": " + n + "}\n");
        out.flush();
        JsonNode seconds = read();
        double[] millis = new double[seconds.size()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = 1000 * seconds.get(i).asDouble();
        }
        return millis;
    }

    private JsonNode read() throws IOException {
        String line = in.readLine();
        try {
            if (line != null) {
                return JSON.readTree(line);
            }
        } catch (JsonProcessingException e) {
            throw new IOException("python: answered \"" + line + "\" (expected: a line of JSON)", e);
        }
        throw new IOException("python: ended without an answer (expected: Python 3 with the package torch, such as"
                + " Debian's python3-torch)");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
