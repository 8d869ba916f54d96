package org.robustdx.trainer.measure;

import java.util.List;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.attack.DetectingClassifier.Alarm;

/** The detector scores at which a served model raises an alarm, of tampering or of scope, from its calibration. */
public final class Alarms {
    /** Scores are below this, by far. */
    private static final double FAR = 1e9;

    private Alarms() {}

    /**
     * Returns one alarm for each detector of the file: the median clean score, and the score above which the detector flags an image or declares it
     * out of scope, at its own false-alarm rate. The threshold is infinite for a detector that decides nothing. With too few clean images for
     * that rate it is the largest clean score.
     */
    public static List<Alarm> of(ModelMetadata metadata) {
        Calibration calibration = metadata.calibration();
        return metadata.detectors().stream()
                .map(name -> {
                    double usual = leastScore(calibration, name, 0.5);
                    double rate = rate(calibration, name);
                    if (rate == 0) {
                        return new Alarm(name, usual, Double.POSITIVE_INFINITY);
                    }
                    double threshold =
                            leastScore(calibration, name, Math.max(rate, Calibration.rarestRate(calibration.n(name))));
                    // Of a detector that scores all clean images alike, any other score is suspicious.
                    return new Alarm(name, usual, Math.max(threshold, Math.nextUp((float) usual)));
                })
                .toList();
    }

    /** Returns the p-value at which a detector decides by itself, 0 where it decides nothing; of one that decides twice, the larger. */
    private static double rate(Calibration calibration, String detector) {
        List<String> raising = calibration.alarms();
        double tampering = raising.contains(detector) ? calibration.falseAlarmRate() / raising.size() : 0;
        double scope = calibration
                .scope()
                .filter(rule -> rule.detectors().contains(detector))
                .map(rule -> rule.falseAlarmRate() / rule.detectors().size())
                .orElse(0.0);
        return Math.max(tampering, scope);
    }

    /** Returns the least score whose p-value is at most p; p-values fall as scores rise. */
    private static double leastScore(Calibration calibration, String detector, double p) {
        double low = -FAR;
        double high = FAR;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (calibration.pValue(detector, (float) middle) <= p) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }
}
