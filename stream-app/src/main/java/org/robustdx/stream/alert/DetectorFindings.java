package org.robustdx.stream.alert;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.ScopeFinding;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.stream.diagnosis.ModelIdentity;
import org.robustdx.stream.diagnosis.Outcome;

/**
 * Each detector's score and p-value with the threshold that the p-value was compared with. Detectors that decide together share a false-alarm rate in
 * equal parts (Bonferroni). A detector that decides nothing is shown beside the whole rate of the tampering alarm.
 */
final class DetectorFindings {
    private static final String TAMPERING = "TAMPERING";
    private static final String SCOPE = "SCOPE";
    private static final String INFORMS = "INFORMS";

    private DetectorFindings() {}

    /** Returns the findings of all detectors, in the model's order. */
    static List<DetectorFinding> of(Outcome.Diagnosed outcome) {
        ModelIdentity model = outcome.model();
        Assessment assessment = outcome.assessment();
        float[] scores = outcome.read().scores();
        List<DetectorFinding> findings = new ArrayList<>(scores.length);
        for (int i = 0; i < scores.length; i++) {
            String detector = model.detectors().get(i);
            String role = role(model.roles(), detector);
            findings.add(new DetectorFinding(
                    detector, scores[i], assessment.pValues()[i], threshold(model.roles(), assessment, role), role));
        }
        return findings;
    }

    private static String role(ModelIdentity.DetectorRoles roles, String detector) {
        if (roles.tampering().contains(detector)) {
            return TAMPERING;
        }
        return roles.scope().contains(detector) ? SCOPE : INFORMS;
    }

    private static double threshold(ModelIdentity.DetectorRoles roles, Assessment assessment, String role) {
        return switch (role) {
            case TAMPERING -> assessment.falseAlarmRate() / roles.tampering().size();
            case SCOPE ->
                assessment.scope().map(ScopeFinding::falseAlarmRate).orElse(0.0)
                        / roles.scope().size();
            default -> assessment.falseAlarmRate();
        };
    }
}
