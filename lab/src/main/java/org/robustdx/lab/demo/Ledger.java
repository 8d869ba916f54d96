package org.robustdx.lab.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.Verdict;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.stream.dlq.DeadLetter;
import org.robustdx.stream.publish.PublishReport.Published;

/**
 * The account of a run: every image that was published, and what a consumer of committed records saw come of it. A
 * dead letter is matched by the source position in its headers, since its value may be unreadable.
 */
final class Ledger {
    private final Map<String, Published> waiting = new HashMap<>();
    private final Map<String, String> idByPosition = new HashMap<>();
    private final Map<String, Diagnosis> diagnoses = new HashMap<>();
    private final Set<String> deadLetters = new HashSet<>();
    private final List<AdversarialAlert> alerts = new ArrayList<>();
    private final List<OutOfScopeAlert> outOfScope = new ArrayList<>();
    private final List<LetterLine> letterLines = new ArrayList<>();
    private int unexpected;

    /** A dead letter as it is shown. */
    record LetterLine(String imageId, String reason, String message) {}

    Ledger(List<Published> published) {
        for (Published image : published) {
            waiting.put(image.imageId(), image);
            idByPosition.put(image.partition() + "/" + image.offset(), image.imageId());
        }
    }

    /** Enters one record of an output topic. */
    void enter(ConsumerRecord<byte[], byte[]> message) {
        switch (message.topic()) {
            case Topics.DIAGNOSES -> {
                Diagnosis diagnosis = AvroSerdes.diagnosisCodec().decode(message.value());
                settle(diagnosis.getImageId());
                diagnoses.put(diagnosis.getImageId(), diagnosis);
            }
            case Topics.DEAD_LETTERS -> {
                String position = header(message, DeadLetter.PARTITION) + "/" + header(message, DeadLetter.OFFSET);
                String imageId = idByPosition.getOrDefault(position, "?");
                settle(imageId);
                deadLetters.add(imageId);
                letterLines.add(new LetterLine(
                        imageId, header(message, DeadLetter.REASON), header(message, DeadLetter.MESSAGE)));
            }
            case Topics.OUT_OF_SCOPE_ALERTS ->
                outOfScope.add(AvroSerdes.outOfScopeAlertCodec().decode(message.value()));
            default -> alerts.add(AvroSerdes.adversarialAlertCodec().decode(message.value()));
        }
    }

    /** What was never published, or comes a second time, is as wrong as what never comes. */
    private void settle(String imageId) {
        if (waiting.remove(imageId) == null) {
            unexpected++;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Returns whether every image has come, and the alert of every image that is flagged or out of scope. */
    boolean complete() {
        long flagged = diagnoses.values().stream().filter(Ledger::flagged).count();
        long refused = diagnoses.values().stream().filter(Ledger::outOfScope).count();
        return waiting.isEmpty() && alerts.size() >= flagged && outOfScope.size() >= refused;
    }

    static boolean outOfScope(Diagnosis diagnosis) {
        return diagnosis.getVerdict() == Verdict.OUT_OF_SCOPE;
    }

    static boolean flagged(Diagnosis diagnosis) {
        return diagnosis.getVerdict() == Verdict.SUSPECT || diagnosis.getVerdict() == Verdict.REJECTED;
    }

    /** Returns how many images nothing has been heard of. */
    int missing() {
        return waiting.size();
    }

    /** Returns how many records came that nothing was published for, or came again. */
    int unexpected() {
        return unexpected;
    }

    Map<String, Diagnosis> diagnoses() {
        return diagnoses;
    }

    int deadLettered() {
        return deadLetters.size();
    }

    int settled() {
        return diagnoses.size() + deadLetters.size();
    }

    List<AdversarialAlert> alerts() {
        return alerts;
    }

    List<OutOfScopeAlert> outOfScopeAlerts() {
        return outOfScope;
    }

    List<LetterLine> letterLines() {
        return letterLines;
    }
}
