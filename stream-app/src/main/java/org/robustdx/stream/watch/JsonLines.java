package org.robustdx.stream.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.List;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.DetectorFinding;
import org.robustdx.schemas.DetectorReading;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.stream.dlq.Letter;
import org.robustdx.stream.dlq.LetterImage;

/** Diagnoses, alerts and dead letters as one JSON object a line; {@code type} tells which. Pictures are Base64. */
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
        line.put("modelVersion", alert.getModelVersion());
        line.put("contentSha256", alert.getContentSha256());
        line.put("imageTopic", alert.getImageTopic());
        line.put("imagePartition", alert.getImagePartition());
        line.put("imageOffset", alert.getImageOffset());
        line.put("alarmPValue", alert.getAlarmPValue());
        line.put("falseAlarmRate", alert.getFalseAlarmRate());
        line.put("scopePValue", alert.getScopePValue());
        line.put("scopeFalseAlarmRate", alert.getScopeFalseAlarmRate());
        findings(line.putArray("detectors"), alert.getDetectors());
        ObjectNode classes = line.putObject("classes");
        alert.getClasses().forEach(one -> classes.put(one.getName(), one.getProbability()));
        ObjectNode after = line.putObject("classesAfter");
        alert.getClassesAfter().forEach(one -> after.put(one.getName(), one.getProbability()));
        alert.getPredictionSet().forEach(line.putArray("predictionSet")::add);
        line.put("predictionCoverage", alert.getPredictionCoverage());
        line.put("input", bytes(alert.getInput()));
        line.put("preview", bytes(alert.getPreview()));
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
        line.put("modelVersion", alert.getModelVersion());
        findings(line.putArray("detectors"), alert.getDetectors());
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

    private static void findings(ArrayNode array, List<DetectorFinding> findings) {
        for (DetectorFinding finding : findings) {
            array.addObject()
                    .put("detector", finding.getDetector())
                    .put("score", finding.getScore())
                    .put("pValue", finding.getPValue())
                    .put("threshold", finding.getThreshold())
                    .put("role", finding.getRole());
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void print(ObjectNode line) {
        out.println(PlainJson.line(line));
        out.flush();
    }
}
