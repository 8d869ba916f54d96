package org.robustdx.gateway.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.robustdx.gateway.archive.ArchiveException;
import org.robustdx.gateway.archive.DicomWebClient;
import org.robustdx.gateway.archive.DicomWebClient.Study;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the archive again and again for studies, and takes what it has not taken. Whatever fails for the moment is asked for again in the next round, because
 * only the ledger says what was taken.
 */
public final class Poller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final int MOST_SEEN = 100_000;

    private final DicomWebClient archive;
    private final Preparer preparer;
    private final Ledger ledger;
    private final Backlog backlog;
    private final Settings settings;
    private final Clock clock;
    private final Consumer<String> notes;
    private final ExecutorService fetchers;
    /** Number of instances of the studies that are taken completely. */
    private final Map<String, Integer> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MOST_SEEN;
        }
    };

    /**
     * How to poll.
     *
     * @param interval pause between two rounds
     * @param days how many days back studies are looked for, today included
     * @param atATime how many instances are fetched at a time; each is in memory
     */
    public record Settings(Duration interval, int days, int atATime) {
        private static final int MOST_DAYS = 3650;

        public Settings {
            if (interval.toMillis() < 100 || interval.toHours() > 24) {
                throw new IllegalArgumentException("poll: %s (expected: 1 to 86400)".formatted(interval.toSeconds()));
            }
            if (days < 1 || days > MOST_DAYS) {
                throw new IllegalArgumentException("days: %d (expected: 1 to %d)".formatted(days, MOST_DAYS));
            }
            if (atATime < 1 || atATime > 64) {
                throw new IllegalArgumentException("max-requests: %d (expected: 1 to 64)".formatted(atATime));
            }
        }
    }

    /** @param notes receives a line for each round in which something happened */
    public Poller(
            DicomWebClient archive,
            Preparer preparer,
            Ledger ledger,
            Backlog backlog,
            Settings settings,
            Clock clock,
            Consumer<String> notes) {
        this.archive = archive;
        this.preparer = preparer;
        this.ledger = ledger;
        this.backlog = backlog;
        this.settings = settings;
        this.clock = clock;
        this.notes = notes;
        this.fetchers = Executors.newFixedThreadPool(settings.atATime(), work -> {
            Thread thread = new Thread(work, "fetch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Polls until the thread is interrupted. */
    public void run() throws InterruptedException {
        while (true) {
            try {
                Round round = new Round();
                round.run();
                round.tell();
            } catch (ArchiveException e) {
                LOG.warn("archive: {}", e.getMessage());
            } catch (UnavailableException e) {
                LOG.warn("{}", e.getMessage());
            }
            // DICOMweb has no notification of new studies: the interval is an option.
            Thread.sleep(settings.interval().toMillis());
        }
    }

    /** One pass over the studies of the last days. */
    private final class Round {
        private int taken;
        private int refused;
        private int failed;

        void run() throws ArchiveException, UnavailableException, InterruptedException {
            LocalDate today = LocalDate.now(clock);
            Set<String> done = new LinkedHashSet<>();
            for (String modality : preparer.routes().modalities()) {
                for (Study study : archive.studies(today.minusDays(settings.days() - 1L), today, modality)) {
                    boolean asBefore = study.instances()
                            .filter(count -> count.equals(seen.get(study.uid())))
                            .isPresent();
                    if (!asBefore && done.add(study.uid())) {
                        take(study);
                    }
                }
            }
        }

        private void take(Study study) throws ArchiveException, UnavailableException, InterruptedException {
            List<Place> missing = new ArrayList<>();
            for (DicomWebClient.Series series : archive.series(study.uid())) {
                boolean wanted = series.modality().isEmpty()
                        || preparer.routes().modalities().contains(series.modality());
                if (wanted) {
                    for (String instance : archive.instances(study.uid(), series.uid())) {
                        if (!ledger.knows(preparer.id(instance))) {
                            missing.add(new Place(study.uid(), series.uid(), instance));
                        }
                    }
                }
            }
            boolean complete = true;
            for (int from = 0; from < missing.size(); from += settings.atATime()) {
                backlog.await();
                complete &= take(missing.subList(from, Math.min(missing.size(), from + settings.atATime())));
            }
            Optional<Integer> count = study.instances();
            if (complete && count.isPresent()) {
                seen.put(study.uid(), count.get());
            }
        }

        /** Fetches some instances side by side and writes them in one transaction. Returns whether none has failed. */
        private boolean take(List<Place> places) throws UnavailableException, InterruptedException {
            List<Future<Entry>> fetches = new ArrayList<>();
            places.forEach(place -> fetches.add(fetchers.submit(() -> fetched(place))));
            List<Entry> entries = new ArrayList<>();
            boolean complete = true;
            for (Future<Entry> fetch : fetches) {
                try {
                    entries.add(fetch.get());
                } catch (ExecutionException e) {
                    complete = false;
                    failed++;
                    // Other exceptions may quote the content in their messages.
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    LOG.warn(
                            "an instance could not be fetched: {}",
                            cause instanceof ArchiveException
                                    ? cause.getMessage()
                                    : cause.getClass().getSimpleName());
                }
            }
            ledger.commit(entries);
            taken += (int)
                    entries.stream().filter(entry -> entry.event().isPresent()).count();
            refused += (int) entries.stream()
                    .filter(entry -> entry.refusal().isPresent())
                    .count();
            return complete;
        }

        private Entry fetched(Place place) throws ArchiveException, InterruptedException {
            try {
                byte[] content =
                        archive.instance(place.study(), place.series(), place.instance(), preparer.maxInstanceBytes());
                return preparer.prepare(place, content);
            } catch (ArchiveException e) {
                if (e.isTooLarge()) {
                    return preparer.tooLarge(place);
                }
                throw e;
            }
        }

        void tell() {
            if (taken + refused + failed > 0) {
                notes.accept("taken: %d, refused: %d, to be tried again: %d".formatted(taken, refused, failed));
            }
        }
    }

    @Override
    public void close() {
        fetchers.shutdownNow();
    }
}
