package org.robustdx.trainer.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The layout of the RSNA pneumonia detection challenge (2018): {@code stage_2_train_labels.csv} with one row per box ({@code
 * patientId,x,y,width,height,Target}), DICOM files in {@code stage_2_train_images/}. Each patient has one image, which is one group. With {@code
 * stage_2_detailed_class_info.csv} there are three classes, otherwise two, by {@code Target}.
 */
public final class RsnaSource implements ImageSource {
    static final String LABELS = "stage_2_train_labels.csv";
    private static final String DETAILS = "stage_2_detailed_class_info.csv";
    private static final String IMAGES = "stage_2_train_images";

    private static final String OPACITY = "Lung Opacity";
    private static final List<String> TWO = List.of("No Lung Opacity", OPACITY);
    private static final List<String> THREE = List.of("Normal", "No Lung Opacity / Not Normal", OPACITY);

    @Override
    public boolean accepts(Path dir) {
        return Files.isRegularFile(dir.resolve(LABELS));
    }

    private record Patient(boolean opacity, String where) {}

    @Override
    public ImageListing list(Path dir) throws DataException {
        CsvTable table = CsvTable.read(dir.resolve(LABELS), List.of("patientId", "Target"));
        List<BadItem> bad = new ArrayList<>(table.bad());
        Map<String, Patient> patients = patients(table, bad);
        boolean detailed = Files.isRegularFile(dir.resolve(DETAILS));
        Map<String, String> details = detailed ? details(dir.resolve(DETAILS), bad) : Map.of();
        List<String> classes = detailed ? THREE : TWO;
        List<Sample> samples = new ArrayList<>();
        for (Map.Entry<String, Patient> entry : patients.entrySet()) {
            String id = IMAGES + "/" + entry.getKey() + ".dcm";
            Path file = dir.resolve(id);
            Patient patient = entry.getValue();
            String name = detailed ? details.get(entry.getKey()) : TWO.get(patient.opacity() ? 1 : 0);
            if (name == null) {
                bad.add(new BadItem(patient.where(), "no row for this patient in " + DETAILS));
            } else if (name.equals(OPACITY) != patient.opacity()) {
                bad.add(new BadItem(patient.where(), "Target contradicts the class in " + DETAILS));
            } else if (!Files.isRegularFile(file)) {
                bad.add(new BadItem(patient.where(), "its image file is missing"));
            } else {
                samples.add(new Sample(id, file, classes.indexOf(name), entry.getKey(), patient.where()));
            }
        }
        if (samples.isEmpty()) {
            throw new DataException(
                    dir.resolve(LABELS) + ": no usable row" + (bad.isEmpty() ? "" : "; first: " + bad.get(0)));
        }
        return new ImageListing(classes, samples, bad);
    }

    /** Returns one entry per patient. A patient with several boxes has several rows. */
    private static Map<String, Patient> patients(CsvTable table, List<BadItem> bad) {
        Map<String, Patient> patients = new TreeMap<>();
        Set<String> contradicted = new HashSet<>();
        for (CsvTable.Row row : table.rows()) {
            String id = row.get(0);
            String target = row.get(1);
            if (!CsvTable.isSafeName(id)) {
                bad.add(new BadItem(table.where(row), "patientId is not a name (expected: letters, digits, - _ .)"));
            } else if (!target.equals("0") && !target.equals("1")) {
                bad.add(new BadItem(table.where(row), "unknown class in Target (expected: 0 or 1)"));
            } else {
                Patient known = patients.putIfAbsent(id, new Patient(target.equals("1"), table.where(row)));
                if (known != null && known.opacity() != target.equals("1") && contradicted.add(id)) {
                    bad.add(new BadItem(table.where(row), "Target contradicts an earlier row of this patient"));
                }
            }
        }
        patients.keySet().removeAll(contradicted);
        return patients;
    }

    private static Map<String, String> details(Path file, List<BadItem> bad) throws DataException {
        CsvTable table = CsvTable.read(file, List.of("patientId", "class"));
        bad.addAll(table.bad());
        Map<String, String> details = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            if (THREE.contains(row.get(1))) {
                details.put(row.get(0), row.get(1));
            } else {
                bad.add(new BadItem(table.where(row), "unknown class (expected: " + String.join(", ", THREE) + ")"));
            }
        }
        return details;
    }
}
