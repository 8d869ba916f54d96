package org.robustdx.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.dicom.SubjectAttributes;

/** Attributes of patients and devices in the DICOM files of a data folder. */
public final class DicomSubjects {
    /** The attributes that files may have. */
    public static final Set<String> ATTRIBUTES = Set.of("sex", "age", "device");

    private final Path dir;
    private final DecodeLimits limits = DecodeLimits.ofDefaults();

    /** Creates a reader of the files of a data folder. */
    public DicomSubjects(Path dir) {
        this.dir = dir;
    }

    /** Returns an attribute of an image, by its {@link Dataset#id}; empty if the file is not a DICOM file or lacks the attribute. */
    public Optional<String> value(String id, String attribute) {
        for (Path root : new Path[] {dir, dir.resolve("train")}) {
            Path file = root.resolve(id);
            if (Files.isRegularFile(file)) {
                return Optional.ofNullable(attributes(file).get(attribute));
            }
        }
        return Optional.empty();
    }

    private Map<String, String> attributes(Path file) {
        try {
            return Files.size(file) > limits.maxBytes()
                    ? Map.of()
                    : SubjectAttributes.of(Files.readAllBytes(file), limits);
        } catch (IOException e) {
            return Map.of();
        }
    }
}
