package org.robustdx.gateway.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.robustdx.gateway.dicom.Tags;

/** The services of an archive: QIDO-RS, WADO-RS and STOW-RS. Thread-safe. */
public final class DicomWebClient {
    private static final String JSON_TYPE = "application/dicom+json";
    private static final long MAX_JSON_BYTES = 16L << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_STRING = 1 << 20;
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 1_000;
    /** Space for the delimiters and headers of one part. */
    private static final int ENVELOPE_BYTES = 64 << 10;
    /** Failure Reason (0008,1197): an instance with this identifier is stored already (PS3.18, table I.2-2). */
    private static final int DUPLICATE = 0x0111;

    private static final int FAILED_SOP_SEQUENCE = 0x00081198;
    private static final int FAILURE_REASON = 0x00081197;
    private static final int REFERENCED_SOP_INSTANCE = 0x00081155;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING)
                    .build())
            .build());

    private final HttpCalls calls;

    public DicomWebClient(HttpCalls calls) {
        this.calls = calls;
    }

    /**
     * A study.
     *
     * @param uid its unique identifier
     * @param instances number of its instances, where the archive tells
     */
    public record Study(String uid, Optional<Integer> instances) {}

    /**
     * A series.
     *
     * @param uid its unique identifier
     * @param modality its modality; empty if the archive does not tell
     */
    public record Series(String uid, String modality) {}

    /** Returns the studies of these days that have a series of this modality. */
    public List<Study> studies(LocalDate from, LocalDate to, String modality)
            throws ArchiveException, InterruptedException {
        String query = "/studies?StudyDate=%s-%s&ModalitiesInStudy=%s&includefield=00201208"
                .formatted(
                        DateTimeFormatter.BASIC_ISO_DATE.format(from),
                        DateTimeFormatter.BASIC_ISO_DATE.format(to),
                        modality);
        List<Study> studies = new ArrayList<>();
        for (JsonNode found : all(query)) {
            String uid = text(found, Tags.STUDY_INSTANCE);
            if (Uids.isValid(uid)) {
                String count = text(found, Tags.STUDY_INSTANCES);
                studies.add(new Study(
                        uid, count.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(count)) : Optional.empty()));
            }
        }
        return studies;
    }

    /** Returns the series of a study. */
    public List<Series> series(String study) throws ArchiveException, InterruptedException {
        List<Series> series = new ArrayList<>();
        for (JsonNode found : all("/studies/%s/series?includefield=00080060".formatted(study))) {
            String uid = text(found, Tags.SERIES_INSTANCE);
            if (Uids.isValid(uid)) {
                series.add(new Series(uid, text(found, Tags.MODALITY)));
            }
        }
        return series;
    }

    /** Returns the unique identifiers of the instances of a series. */
    public List<String> instances(String study, String series) throws ArchiveException, InterruptedException {
        List<String> instances = new ArrayList<>();
        for (JsonNode found : all("/studies/%s/series/%s/instances?includefield=00080018".formatted(study, series))) {
            String uid = text(found, Tags.SOP_INSTANCE);
            if (Uids.isValid(uid)) {
                instances.add(uid);
            }
        }
        return instances;
    }

    /**
     * Returns an instance as a DICOM file, in the transfer syntax in which the archive keeps it.
     *
     * @param maxBytes maximum size of the file
     */
    public byte[] instance(String study, String series, String instance, long maxBytes)
            throws ArchiveException, InterruptedException {
        HttpResponse<byte[]> answer = calls.get(
                "/studies/%s/series/%s/instances/%s".formatted(study, series, instance),
                "multipart/related; type=\"application/dicom\"; transfer-syntax=*",
                maxBytes + ENVELOPE_BYTES);
        String type = answer.headers().firstValue("content-type").orElse("");
        String boundary = Multipart.boundary(type)
                .orElseThrow(
                        () -> ArchiveException.unavailable("the archive answers with another type than multipart"));
        try {
            List<byte[]> parts = Multipart.parts(answer.body(), boundary, 1, maxBytes);
            if (parts.size() == 1) {
                return parts.get(0);
            }
        } catch (Multipart.MalformedException e) {
            throw ArchiveException.unavailable("the archive sends a malformed answer: " + e.getMessage());
        }
        throw ArchiveException.unavailable("the archive sends no instance");
    }

    /**
     * Stores DICOM files. An instance that the archive has already counts as stored.
     *
     * @return those that the archive refuses, by SOP Instance UID, with the reason as text without content
     * @throws ArchiveException if the archive does not answer, or refuses the request as a whole
     */
    public Map<String, String> store(List<byte[]> files) throws ArchiveException, InterruptedException {
        HttpResponse<byte[]> answer = calls.post("/studies", Multipart.of(files), JSON_TYPE, MAX_JSON_BYTES);
        int status = answer.statusCode();
        if (status != 200 && status != 202 && status != 409) {
            throw ArchiveException.refused(status, "the archive answers HTTP " + status);
        }
        Map<String, String> failed = new HashMap<>();
        JsonNode sequence = parsed(answer.body()).path(hex(FAILED_SOP_SEQUENCE)).path("Value");
        for (JsonNode item : sequence) {
            String reason = text(item, FAILURE_REASON);
            if (!reason.equals(Integer.toString(DUPLICATE))) {
                failed.put(
                        text(item, REFERENCED_SOP_INSTANCE),
                        reason.matches("\\d{1,5}") ? "failure reason " + reason : "no failure reason");
            }
        }
        if (status == 409 && sequence.isEmpty()) {
            throw ArchiveException.refused(status, "the archive answers HTTP 409 without saying what failed");
        }
        return failed;
    }

    /**
     * Returns everything that a query finds. Pages come first, because archives limit answers. But not all archives have pages: some ignore the offset, and
     * Orthanc 1.10 answers a query by modality with an empty second page. So where a page was full, a larger one that begins at the start must bring nothing
     * new.
     */
    private Set<JsonNode> all(String query) throws ArchiveException, InterruptedException {
        Set<JsonNode> found = new LinkedHashSet<>();
        int size;
        int pages = 0;
        do {
            size = found.size();
            ask(query, PAGE, pages * PAGE).forEach(found::add);
            pages++;
        } while (found.size() == size + PAGE && pages < MOST_PAGES);
        while (found.size() >= PAGE && found.size() < PAGE * MOST_PAGES) {
            size = found.size();
            try {
                ask(query, 2 * size, 0).forEach(found::add);
            } catch (ArchiveException e) {
                if (e.isTooLarge() || e.isAboutContent()) {
                    return found; // It does not answer larger queries: it needs pages, and has them.
                }
                throw e;
            }
            if (found.size() == size) {
                return found;
            }
        }
        return found;
    }

    private JsonNode ask(String query, int limit, int offset) throws ArchiveException, InterruptedException {
        String page = "%s&limit=%d&offset=%d".formatted(query, limit, offset);
        return parsed(calls.get(page, JSON_TYPE, MAX_JSON_BYTES).body());
    }

    private static JsonNode parsed(byte[] body) throws ArchiveException {
        try {
            return body.length == 0 ? JSON.createArrayNode() : JSON.readTree(body);
        } catch (IOException e) {
            throw ArchiveException.unavailable("the archive sends malformed JSON");
        }
    }

    /** Returns the first value of an attribute in DICOM's JSON model (PS3.18, annex F); empty if there is none. */
    private static String text(JsonNode object, int tag) {
        return object.path(hex(tag)).path("Value").path(0).asText("").strip();
    }

    private static String hex(int tag) {
        return HexFormat.of().withUpperCase().toHexDigits(tag);
    }
}
