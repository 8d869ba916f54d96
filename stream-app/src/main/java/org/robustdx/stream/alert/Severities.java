package org.robustdx.stream.alert;

import org.robustdx.inference.verdict.Assessment;
import org.robustdx.inference.verdict.Verdict;
import org.robustdx.schemas.Severity;

/**
 * How urgent an alert is. What an attacker wants is another label: an image whose label does not survive denoising is
 * HIGH, one that keeps it is LOW. Evidence four times rarer than the alarm threshold asks for raises either by one
 * step, to CRITICAL or MEDIUM. (Four, because calibrations of a few hundred images know no p-value much smaller.)
 */
final class Severities {
    private static final double STRONG = 4;

    private Severities() {}

    static Severity of(Assessment assessment) {
        boolean strong = !(assessment.alarmPValue() * STRONG > assessment.falseAlarmRate());
        if (assessment.verdict() == Verdict.REJECTED) {
            return strong ? Severity.CRITICAL : Severity.HIGH;
        }
        return strong ? Severity.MEDIUM : Severity.LOW;
    }
}
