package org.robustdx.lab.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.stream.publish.PublishReport.Published;

/**
 * What a run comes to. An image counts as flagged if one of the two alarms was raised: the app found it tampered with, or out of scope.
 *
 * @param images images published
 * @param diagnosed of them, diagnosed
 * @param deadLettered of them, in the dead letters
 * @param attacked images that the manifest calls attacked, among those diagnosed
 * @param attackedFlagged of them, flagged
 * @param attackedOutOfScope of those flagged, out of scope
 * @param clean images that the manifest calls clean, among those diagnosed
 * @param cleanFlagged of them, flagged
 * @param cleanOutOfScope of those flagged, out of scope
 * @param otherKind images that the manifest calls out of scope, among those diagnosed
 * @param otherKindOutOfScope of them, out of scope
 * @param outOfScope diagnosed images that are out of scope, whatever the manifest says
 * @param seconds from the first image in to the last outcome out
 * @param attack names of the attacks, empty if there was none
 * @param epsilon strengths of the attacks as the manifest has them, empty if there was none
 */
record Summary(
        int images,
        int diagnosed,
        int deadLettered,
        int attacked,
        int attackedFlagged,
        int attackedOutOfScope,
        int clean,
        int cleanFlagged,
        int cleanOutOfScope,
        int otherKind,
        int otherKindOutOfScope,
        int outOfScope,
        double seconds,
        String attack,
        String epsilon) {
    private static final double PERCENT = 100;

    static Summary of(List<Published> published, Manifest manifest, Ledger ledger, double seconds) {
        Map<Manifest.Kind, Integer> seen = new EnumMap<>(Manifest.Kind.class);
        Map<Manifest.Kind, Integer> flagged = new EnumMap<>(Manifest.Kind.class);
        Map<Manifest.Kind, Integer> refused = new EnumMap<>(Manifest.Kind.class);
        TreeSet<String> attacks = new TreeSet<>();
        TreeSet<String> epsilons = new TreeSet<>();
        Map<String, Diagnosis> diagnoses = ledger.diagnoses();
        for (Published image : published) {
            Manifest.Entry entry = manifest.entry(image.file());
            if (entry.kind() == Manifest.Kind.ATTACKED) {
                attacks.add(entry.attack());
                epsilons.add(entry.epsilon());
            }
            Diagnosis diagnosis = diagnoses.get(image.imageId());
            if (diagnosis != null) {
                seen.merge(entry.kind(), 1, Integer::sum);
                flagged.merge(
                        entry.kind(), Ledger.flagged(diagnosis) || Ledger.outOfScope(diagnosis) ? 1 : 0, Integer::sum);
                refused.merge(entry.kind(), Ledger.outOfScope(diagnosis) ? 1 : 0, Integer::sum);
            }
        }
        return new Summary(
                published.size(),
                diagnoses.size(),
                ledger.deadLettered(),
                seen.getOrDefault(Manifest.Kind.ATTACKED, 0),
                flagged.getOrDefault(Manifest.Kind.ATTACKED, 0),
                refused.getOrDefault(Manifest.Kind.ATTACKED, 0),
                seen.getOrDefault(Manifest.Kind.CLEAN, 0),
                flagged.getOrDefault(Manifest.Kind.CLEAN, 0),
                refused.getOrDefault(Manifest.Kind.CLEAN, 0),
                seen.getOrDefault(Manifest.Kind.OUT_OF_SCOPE, 0),
                refused.getOrDefault(Manifest.Kind.OUT_OF_SCOPE, 0),
                refused.values().stream().mapToInt(Integer::intValue).sum(),
                seconds,
                joined(attacks),
                joined(epsilons));
    }

    private static String joined(TreeSet<String> values) {
        return values.stream().filter(value -> !value.isEmpty()).collect(Collectors.joining(", "));
    }

    /** Returns whether every image is accounted for. */
    boolean balanced() {
        return images == diagnosed + deadLettered;
    }

    /** Returns the lines to be shown. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("images", Integer.toString(images)));
        lines.add(line("diagnosed", Integer.toString(diagnosed)));
        lines.add(line("dead letters", Integer.toString(deadLettered)));
        if (attacked > 0) {
            lines.add(line(
                    "attacked",
                    share(attackedFlagged, attacked) + " flagged" + among(attackedOutOfScope) + " (" + attackLine()
                            + ")"));
        }
        if (clean > 0) {
            lines.add(line("clean", share(cleanFlagged, clean) + " flagged" + among(cleanOutOfScope)));
        }
        if (otherKind > 0) {
            lines.add(line("other kind", share(otherKindOutOfScope, otherKind) + " out of scope: no label"));
        }
        lines.add(line(
                "seconds",
                String.format(Locale.ROOT, "%.1f (%.0f images/s)", seconds, images / Math.max(seconds, 1e-3))));
        return lines;
    }

    private static String among(int outOfScope) {
        return outOfScope == 0 ? "" : ", " + outOfScope + " of them as out of scope";
    }

    private String attackLine() {
        return epsilon.isEmpty() ? attack : attack + ", epsilon " + epsilon;
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "  %-14s %s", name, value);
    }

    private static String share(int part, int whole) {
        return String.format(Locale.ROOT, "%d of %d (%.1f %%)", part, whole, PERCENT * part / whole);
    }

    /** Returns the summary as JSON; its keys are a contract. */
    String json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("images", images);
        json.put("diagnosed", diagnosed);
        json.put("dead_lettered", deadLettered);
        json.put("attacked", attacked);
        json.put("attacked_flagged", attackedFlagged);
        json.put("clean", clean);
        json.put("clean_flagged", cleanFlagged);
        json.put("seconds", seconds);
        json.put("out_of_scope", outOfScope);
        json.put("attacked_out_of_scope", attackedOutOfScope);
        json.put("clean_out_of_scope", cleanOutOfScope);
        json.put("other_kind", otherKind);
        json.put("other_kind_out_of_scope", otherKindOutOfScope);
        if (!attack.isEmpty()) {
            json.put("attack", attack);
            json.put("epsilon", epsilon);
        }
        return json.toPrettyString();
    }
}
