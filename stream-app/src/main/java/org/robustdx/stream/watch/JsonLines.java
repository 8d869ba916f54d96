package org.robustdx.stream.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterImage;

/** Diagnoses, alerts and dead letters as one JSON object a line; {@code type} tells which. A preview is Base64. */
public final class JsonLines implements Sink {
    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintWriter out;
    private final PrintWriter err;

    /** Creates a writer of lines to {@code out}; notes go to {@code err}. */
    public JsonLines(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void diagnosis(Diagnosis diagnosis) {
        ObjectNode line = mapper.createObjectNode();
        line.put("type", "diagnosis");
        line.put("imageId", diagnosis.getImageId());
        line.put("source", diagnosis.getSource());
        line.put("task", diagnosis.getTask());
        line.put("modelName", diagnosis.getModelName());
        line.put("modelVersion", diagnosis.getModelVersion());
        line.put("modelSha256", diagnosis.getModelSha256());
        line.put("contentSha256", diagnosis.getContentSha256());
        line.put("label", diagnosis.getLabel());
        line.put("labelAfterDenoising", diagnosis.getLabelAfterDenoising());
        line.put("verdict", diagnosis.getVerdict().name());
        line.put("outOfScopeReason", diagnosis.getOutOfScopeReason());
        diagnosis.getPredictionSet().forEach(line.putArray("predictionSet")::add);
        line.put("predictionCoverage", diagnosis.getPredictionCoverage());
        line.put("alarmPValue", diagnosis.getAlarmPValue());
        line.put("falseAlarmRate", diagnosis.getFalseAlarmRate());
        line.put("scopePValue", diagnosis.getScopePValue());
        line.put("scopeFalseAlarmRate", diagnosis.getScopeFalseAlarmRate());
        ObjectNode classes = line.putObject("classes");
        diagnosis.getClasses().forEach(one -> classes.put(one.getName(), one.getProbability()));
        detectors(line.putArray("detectors"), diagnosis.getDetectors());
        line.put("decodeMillis", diagnosis.getStageTimes().getDecodeMillis());
        line.put("inferMillis", diagnosis.getStageTimes().getInferMillis());
        line.put("diagnosedAt", diagnosis.getDiagnosedAt().toString());
        print(line);
    }

    @Override
    public void alert(AdversarialAlert alert) {
        ObjectNode line = mapper.createObjectNode();
        line.put("type", "alert");
        line.put("imageId", alert.getImageId());
        line.put("source", alert.getSource());
        line.put("task", alert.getTask());
        line.put("modelName", alert.getModelName());
        line.put("modelSha256", alert.getModelSha256());
        line.put("severity", alert.getSeverity().name());
        line.put("verdict", alert.getVerdict().name());
        line.put("labelBefore", alert.getLabelBefore());
        line.put("labelAfter", alert.getLabelAfter());
        detectors(line.putArray("firedDetectors"), alert.getFiredDetectors());
        byte[] preview = new byte[alert.getPreview().remaining()];
        alert.getPreview().duplicate().get(preview);
        line.put("preview", preview);
        line.put("raisedAt", alert.getRaisedAt().toString());
        print(line);
    }

    @Override
    public void outOfScope(OutOfScopeAlert alert) {
        ObjectNode line = mapper.createObjectNode();
        line.put("type", "out-of-scope");
        line.put("imageId", alert.getImageId());
        line.put("source", alert.getSource());
        line.put("task", alert.getTask());
        line.put("modelName", alert.getModelName());
        line.put("modelSha256", alert.getModelSha256());
        line.put("reason", alert.getReason());
        line.put("message", alert.getMessage());
        detectors(line.putArray("readings"), alert.getReadings());
        line.put("pValue", alert.getPValue());
        line.put("falseAlarmRate", alert.getFalseAlarmRate());
        line.put("contentSha256", alert.getContentSha256());
        line.put("imageTopic", alert.getImageTopic());
        line.put("imagePartition", alert.getImagePartition());
        line.put("imageOffset", alert.getImageOffset());
        line.put("raisedAt", alert.getRaisedAt().toString());
        print(line);
    }

    @Override
    public void campaign(CampaignAlert alert) {
        ObjectNode line = mapper.createObjectNode();
        line.put("type", "campaign");
        line.put("source", alert.getSource());
        line.put("kind", alert.getKind().name());
        line.put("severity", alert.getSeverity().name());
        line.put("windowStart", alert.getWindowStart().toString());
        line.put("windowEnd", alert.getWindowEnd().toString());
        line.put("images", alert.getImages());
        line.put("flagged", alert.getFlagged());
        line.put("pValue", alert.getPValue());
        line.put("statistic", alert.getStatistic());
        alert.getDetectors().forEach(line.putArray("detectors")::add);
        alert.getSampleImageIds().forEach(line.putArray("sampleImageIds")::add);
        line.put("raisedAt", alert.getRaisedAt().toString());
        print(line);
    }

    @Override
    public void deadLetter(Letter letter, LetterImage image) {
        ObjectNode line = mapper.createObjectNode();
        line.put("type", "dead-letter");
        line.put("imageId", image.imageId());
        line.put("source", image.source());
        line.put("position", letter.position().toString());
        line.put("reason", letter.reason());
        line.put("stage", letter.stage());
        line.put("message", letter.message());
        line.put("bytes", letter.size());
        line.put("sent", letter.sent().toString());
        print(line);
    }

    @Override
    public void note(String line) {
        err.println(Terminal.clean(line, 200));
        err.flush();
    }

    private static void detectors(ArrayNode array, List<DetectorReading> readings) {
        for (DetectorReading reading : readings) {
            array.addObject()
                    .put("detector", reading.getDetector())
                    .put("score", reading.getScore())
                    .put("pValue", reading.getPValue());
        }
    }

    private void print(ObjectNode line) {
        out.println(PlainJson.line(line));
        out.flush();
    }
}
