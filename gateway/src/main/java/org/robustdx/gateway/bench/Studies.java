package org.robustdx.gateway.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.DicomWriter;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.Pseudonymiser;
import org.robustdx.kafka.UserException;

/** An endless supply of studies with one image each: copies of some DICOM files under unique identifiers of their own. Not thread-safe. */
final class Studies {
    private static final int MOST_FILES = 1_000;
    private static final long LARGEST = 64 << 20;
    private static final int UID_BITS = 120;

    private final List<DicomObject> originals;
    private final Random random;
    private int next;

    private Studies(List<DicomObject> originals, long seed) {
        this.originals = originals;
        this.random = new Random(seed);
    }

    /**
     * A study.
     *
     * @param sopInstance SOP Instance UID of its image
     * @param file the image as a DICOM file
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier
    record Study(String sopInstance, byte[] file) {}

    /**
     * Reads the DICOM files of a folder.
     *
     * @param seed start of the unique identifiers: studies of two runs with one seed have the same
     * @throws UserException if there are none
     */
    static Studies of(Path folder, long seed) {
        List<DicomObject> originals = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .sorted()
                    .limit(MOST_FILES)
                    .toList()) {
                read(file, originals);
            }
        } catch (IOException e) {
            throw UserException.badInput("images: %s (expected: a folder that can be read)".formatted(folder));
        }
        if (originals.isEmpty()) {
            throw UserException.badInput("images: %s (expected: a folder with DICOM images)".formatted(folder));
        }
        return new Studies(originals, seed);
    }

    private static void read(Path file, List<DicomObject> originals) throws IOException {
        if (Files.size(file) > LARGEST) {
            return;
        }
        try {
            DicomObject object = Pseudonymiser.parse(Files.readAllBytes(file), LARGEST);
            if (object.data().get(Tags.PIXEL_DATA).isPresent()) {
                originals.add(object);
            }
        } catch (DicomException e) {
            // Not a DICOM file.
        }
    }

    Study next() {
        DicomObject original = originals.get(next++ % originals.size());
        String study = "2.25." + new BigInteger(UID_BITS, random);
        String sopInstance = study + ".1";
        original.data()
                .put(Tags.STUDY_INSTANCE, "UI", study)
                .put(Tags.SERIES_INSTANCE, "UI", study + ".2")
                .put(Tags.SOP_INSTANCE, "UI", sopInstance)
                .put(Tags.PATIENT_ID, "LO", "BENCH-" + next);
        return new Study(sopInstance, DicomWriter.write(new DicomObject(original.transferSyntax(), original.data())));
    }
}
