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

/** A script that repeats the same work in PyTorch, in a separate process that is idle between blocks. */
final class PyTorchProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private final JsonNode greeting;

    /**
     * Starts the process.
     *
     * @param settings what the script needs to know, as its argument
     * @throws IOException if Python or its package torch is missing; the message is one line
     */
    PyTorchProcess(String python, Path script, Map<String, Object> settings) throws IOException {
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

    /** Returns a value of the script's first line. */
    JsonNode greeting(String name) {
        return greeting.path(name);
    }

    /** Repeats the work {@code n} times and returns each duration in milliseconds. */
    double[] steps(int n) throws IOException {
        JsonNode seconds = ask("{\"steps\": " + n + "}");
        double[] millis = new double[seconds.size()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = 1000 * seconds.get(i).asDouble();
        }
        return millis;
    }

    /** Sends a line of JSON and returns the answer. */
    JsonNode ask(String question) throws IOException {
        out.write(question + "\n");
        out.flush();
        return read();
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
                + " Debian's python3-torch; for a gradient also onnx)");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
