package org.robustdx.gateway.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.intake.UnavailableException;

/** Stores instances in the archive, some at a time, and finds those that the archive refuses for good. */
final class ArchiveStore {
    private final DicomWebClient archive;

    ArchiveStore(DicomWebClient archive) {
        this.archive = archive;
    }

    /**
     * Stores instances. What the archive has already counts as stored.
     *
     * @param files DICOM files by SOP Instance UID
     * @return those that the archive refuses for good, by SOP Instance UID, with the reason as text without content
     * @throws ArchiveException if the archive does not answer, or refuses the sender
     */
    Map<String, String> store(Map<String, byte[]> files)
            throws ArchiveException, UnavailableException, InterruptedException {
        if (files.isEmpty()) {
            return Map.of();
        }
        Map<String, String> refused;
        try {
            refused = archive.store(new ArrayList<>(files.values()));
        } catch (ArchiveException e) {
            if (!e.isAboutContent()) {
                throw e;
            }
            refused = oneByOne(files);
        }
        if (!files.keySet().containsAll(refused.keySet())) {
            throw new UnavailableException("the archive refuses a result that it was not sent");
        }
        return refused;
    }

    /** Finds the instances because of which the archive refuses all of them. */
    private Map<String, String> oneByOne(Map<String, byte[]> files) throws ArchiveException, InterruptedException {
        Map<String, String> refused = new HashMap<>();
        for (Map.Entry<String, byte[]> one : files.entrySet()) {
            try {
                refused.putAll(archive.store(List.of(one.getValue())));
            } catch (ArchiveException e) {
                if (!e.isAboutContent()) {
                    throw e; // The login, or the URL: nothing is wrong with the instances.
                }
                refused.put(one.getKey(), String.valueOf(e.getMessage()));
            }
        }
        return refused;
    }
}
