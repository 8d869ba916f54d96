package org.robustdx.stream.watch;

import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterImage;

/** Where a watcher shows what it sees. */
public interface Sink {
    /** Shows a diagnosis. */
    void diagnosis(Diagnosis diagnosis);

    /** Shows an alert. */
    void alert(AdversarialAlert alert);

    /** Shows an alert on an image that is not of the model's kind. */
    void outOfScope(OutOfScopeAlert alert);

    /** Shows an alert on a source. */
    void campaign(CampaignAlert alert);

    /** Shows an image that could not be diagnosed, and why. */
    void deadLetter(Letter letter, LetterImage image);

    /** Shows something else to know, such as a record that cannot be read. */
    void note(String line);
}
