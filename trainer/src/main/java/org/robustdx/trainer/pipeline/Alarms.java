package org.robustdx.trainer.pipeline;

import java.util.List;
import org.robustdx.inference.model.Calibration;
import org.robustdx.inference.model.ModelMetadata;
import org.robustdx.trainer.attack.DetectingClassifier.Alarm;

/** The detector scores at which a served model raises the alarm, from its calibration. */
public final class Alarms {
    /** Scores are below this, by far. */
    private static final double FAR = 1e9;

    private Alarms() {}

    /**
     * Returns one alarm for each detector of the file: the median clean score, and the score above which it flags at its own false-alarm rate, which
     * is infinite for a detector that does not raise the alarm. With too few clean images to flag at that rate it is the largest clean score.
     */
    public static List<Alarm> of(ModelMetadata metadata) {
        Calibration calibration = metadata.calibration();
        List<String> raising = calibration.alarms();
        double rarest = Calibration.rarestRate(calibration.n());
        double rate = Math.max(calibration.falseAlarmRate() / raising.size(), rarest);
        return metadata.detectors().stream()
                .map(name -> {
                    double usual = leastScore(calibration, name, 0.5);
                    if (!raising.contains(name)) {
                        return new Alarm(name, usual, Double.POSITIVE_INFINITY);
                    }
                    double threshold = leastScore(calibration, name, rate);
                    // Of a detector that scores all clean images alike, any other score is suspicious.
                    return new Alarm(name, usual, Math.max(threshold, Math.nextUp((float) usual)));
                })
                .toList();
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
