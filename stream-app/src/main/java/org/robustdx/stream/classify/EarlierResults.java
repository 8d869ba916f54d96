package org.robustdx.stream.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.robustdx.kafka.UserException;

/** Reads the results of an interrupted run ({@link ResultLines}), so that another run can continue it. */
public final class EarlierResults {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int BLOCK = 1 << 16;

    private EarlierResults() {}

    /**
     * Removes a last line that is incomplete, and returns the names of the images that have a result. A missing file has
     * no results.
     *
     * @param file the results
     * @param modelSha256 SHA-256 of the model that continues
     * @throws UserException if a complete line is not a result, or is the result of another model
     */
    public static Set<String> take(Path file, String modelSha256) throws IOException {
        Set<String> images = new HashSet<>();
        if (!Files.exists(file)) {
            return images;
        }
        cutIncompleteLine(file);
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                images.add(image(line, "json: %s, line %d".formatted(file, number), modelSha256));
            }
        } catch (CharacterCodingException e) {
            throw UserException.badInput("json: %s is not UTF-8 (expected: the results of classify)".formatted(file));
        }
        return images;
    }

    private static String image(String line, String where, String modelSha256) {
        JsonNode result;
        try {
            result = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            result = MAPPER.missingNode();
        }
        JsonNode image = result.path(ResultLines.FILE);
        JsonNode model = result.path(ResultLines.MODEL);
        if (!image.isTextual() || !(model.isTextual() || result.has(ResultLines.REFUSED))) {
            throw UserException.badInput(where + " (expected: a result of classify)");
        }
        if (model.isTextual() && !model.textValue().equals(modelSha256)) {
            throw UserException.badInput("%s: result of model %.12s... (expected: model %.12s...)"
                    .formatted(where, model.textValue(), modelSha256));
        }
        return image.textValue();
    }

    /** Truncates the file after its last line break. */
    private static void cutIncompleteLine(Path file) throws IOException {
        try (RandomAccessFile results = new RandomAccessFile(file.toFile(), "rw")) {
            long end = results.length();
            byte[] block = new byte[BLOCK];
            while (end > 0) {
                int size = (int) Math.min(BLOCK, end);
                results.seek(end - size);
                results.readFully(block, 0, size);
                for (int i = size - 1; i >= 0; i--) {
                    if (block[i] == '\n') {
                        results.setLength(end - size + i + 1);
                        return;
                    }
                }
                end -= size;
            }
            results.setLength(0);
        }
    }
}
