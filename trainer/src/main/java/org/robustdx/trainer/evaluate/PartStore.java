package org.robustdx.trainer.evaluate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.robustdx.inference.file.WholeFile;
import org.robustdx.trainer.common.Digest;

/**
 * Stores the finished parts of an evaluation, one file each. Each file has a key that covers everything that determines its content. A part with
 * another key counts as absent.
 */
public final class PartStore {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Path dir;

    /** Creates a store in a folder. The first stored part creates the folder. */
    public PartStore(Path dir) {
        this.dir = dir;
    }

    private record Part(String key, Observed observed) {}

    /** Returns a key of everything that determines a part. */
    static String key(List<String> determinants) {
        Digest key = new Digest();
        determinants.forEach(key::add);
        return key.hex();
    }

    /** Returns the part with this name and key; empty if it is absent or damaged. */
    public Optional<Observed> find(String name, String key) throws IOException {
        Path file = file(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Part part = JSON.readValue(file.toFile(), Part.class);
            return part != null && part.key().equals(key) ? Optional.of(part.observed()) : Optional.empty();
        } catch (JacksonException e) {
            // Damaged: measured again.
            return Optional.empty();
        }
    }

    /** Stores a part atomically. */
    public void keep(String name, String key, Observed observed) throws IOException {
        Files.createDirectories(dir);
        WholeFile.write(file(name), JSON.writeValueAsBytes(new Part(key, observed)));
    }

    private Path file(String name) {
        return dir.resolve(name + ".json");
    }
}
