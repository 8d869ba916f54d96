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
 * The finished parts of an evaluation, one file each. Each file carries a key made of everything that determines what is in it; a part whose key
 * is another is as good as none.
 */
public final class PartStore {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Path dir;

    /** Creates one over a folder, which is made when the first part is kept. */
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

    /** Returns the part of that name, if it is there, whole, and of that key. */
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

    /** Keeps a part, all of it or nothing. */
    public void keep(String name, String key, Observed observed) throws IOException {
        Files.createDirectories(dir);
        WholeFile.write(file(name), JSON.writeValueAsBytes(new Part(key, observed)));
    }

    private Path file(String name) {
        return dir.resolve(name + ".json");
    }
}
