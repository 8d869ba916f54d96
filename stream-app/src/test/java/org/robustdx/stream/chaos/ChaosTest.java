package org.robustdx.stream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.stream.AppProcess;

/**
 * Round after round something is lost while images come in. For a reader of committed records every image has one outcome in the end, none is missing,
 * none is there twice, and each key's are in order.
 */
@Tag("chaos")
class ChaosTest {
    private static final int ROUNDS = Integer.getInteger("robustdx.chaos.rounds", 50);
    private static final long SEED = Long.getLong("robustdx.chaos.seed", 1);
    /** A limit on hanging, not on speed. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final long END_SECONDS = 120;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder = Path.of("");

    private final Random random = new Random(SEED);
    private final Map<Fault, Integer> rounds = new EnumMap<>(Fault.class);
    private final Map<Fault, String> skipped = new EnumMap<>(Fault.class);
    private int restarts;

    @Test
    void everyImageHasOneOutcomeWhateverIsLost() throws Exception {
        try (Site site = new Site(folder);
                ImageStream images = new ImageStream(site.kafka(), site.format, SEED);
                Accounts accounts = new Accounts(site.kafka(), site.topics(), site.format)) {
            if (site.disk.isEmpty()) {
                skipped.put(Fault.STATE_DISK_FULL, "no small disk can be mounted: that takes root and Linux");
            }
            AppProcess app = site.startFirst();
            List<Fault> deck = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                Fault fault = draw(deck);
                if (skipped.containsKey(fault)) {
                    System.out.printf("round %d: %s skipped: %s%n", round, fault, skipped.get(fault));
                    rounds.merge(fault, 0, Integer::sum);
                    continue;
                }
                long began = System.nanoTime();
                try {
                    app = inject(fault, site, images, accounts, app, round);
                    app = settled(site, images, accounts, app);
                    accounts.checkSoFar();
                } catch (Exception | AssertionError e) {
                    site.dumpThreads();
                    throw new AssertionError(
                            "seed %d, round %d of %d, %s; logs in %s; the last one ends: %s"
                                    .formatted(SEED, round, ROUNDS, fault, folder, site.lastLog()),
                            e);
                }
                rounds.merge(fault, 1, Integer::sum);
                System.out.printf(
                        "round %d: %s, %.1f s, %d images%n",
                        round, fault, (System.nanoTime() - began) / 1e9, accounts.images());
            }
            images.stop();
            app = settled(site, images, accounts, app);
            app.stop();
            while (!accounts.atEnd()) {
                accounts.read();
            }
            accounts.checkAll();
            System.out.printf(
                    "seed %d: %d images, %d of them dead letters; the app was started again %d times; rounds by fault %s;"
                            + " skipped %s%n",
                    SEED, accounts.images(), accounts.letters(), restarts, rounds, skipped);
        }
    }

    /** Every fault comes up before one comes up again. */
    private Fault draw(List<Fault> deck) {
        if (deck.isEmpty()) {
            deck.addAll(List.of(Fault.values()));
            Collections.shuffle(deck, random);
        }
        return deck.remove(deck.size() - 1);
    }

    /** Whoever supervises the app starts it again when it has ended. */
    private AppProcess supervised(Site site, AppProcess app) throws Exception {
        if (app.isAlive()) {
            return app;
        }
        assertThat(app.exitCode()).as("exit code; %s", app.log()).isIn(1, 128 + 9, 128 + 15);
        restarts++;
        return site.startAgain(app);
    }

    /** Reads until every image that is there by now has its outcome, and returns the instance at work. */
    private AppProcess settled(Site site, ImageStream images, Accounts accounts, AppProcess app) throws Exception {
        Map<TopicPartition, Long> now = images.acknowledged();
        AppProcess current = app;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!accounts.covers(now)) {
            current = supervised(site, current);
            accounts.read();
            assertThat(System.nanoTime()).as("no outcome for minutes").isLessThan(end);
        }
        return current;
    }

    /** Lets some images through, so that the fault falls amid work. */
    private void someTime(Accounts accounts, int mostMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis));
        do {
            accounts.read();
        } while (System.nanoTime() < end);
    }

    private AppProcess inject(Fault fault, Site site, ImageStream images, Accounts accounts, AppProcess app, int round)
            throws Exception {
        someTime(accounts, 500);
        switch (fault) {
            case KILL -> app.kill();
            case BROKER_RESTART -> {
                site.stopBroker();
                someTime(accounts, 4000);
                site.startBroker();
            }
            case REBALANCE -> {
                return rebalance(site, accounts, app);
            }
            case SLOW_ENGINE -> {
                site.engine.slow(random.nextBoolean() ? 50 + random.nextInt(200) : 5000);
                someTime(accounts, 8000);
                site.engine.none();
            }
            case FAILING_ENGINE -> {
                site.engine.fail();
                awaitEnd(app);
                site.engine.none();
            }
            case FENCED_PRODUCER -> {
                return fence(site, images, accounts, app);
            }
            case STATE_DISK_FULL -> {
                SmallDisk disk = site.disk.orElseThrow();
                disk.fill();
                AppProcess current = app;
                if (random.nextBoolean()) {
                    app.kill(); // It has to build its state anew where there is no room.
                    current = supervised(site, app);
                }
                someTime(accounts, 6000);
                disk.free();
                return current;
            }
            case REGISTRY_DOWN -> {
                int id = site.registerAnew(round);
                site.registry.failNext(Integer.MAX_VALUE);
                images.useSchema(id);
                awaitEnd(app);
                if (random.nextBoolean()) {
                    AppProcess again = supervised(site, app); // It cannot even start.
                    awaitEnd(again);
                    app = again;
                }
                site.registry.failNext(0);
                return app;
            }
        }
        return app;
    }

    private static void awaitEnd(AppProcess app) throws InterruptedException {
        assertThat(app.awaitEnd(END_SECONDS)).as("the app ends at this outage").isTrue();
    }

    private AppProcess rebalance(Site site, Accounts accounts, AppProcess app) throws Exception {
        AppProcess first = supervised(site, app);
        AppProcess second = site.startSecond();
        if (random.nextBoolean()) {
            second.awaitLog(ChaosApp.STREAMING);
        }
        someTime(accounts, 2000);
        switch (random.nextInt(3)) {
            case 0 -> second.stop();
            case 1 -> second.kill();
            default -> {
                first.kill();
                someTime(accounts, 3000);
                second.stop();
            }
        }
        return first;
    }

    private AppProcess fence(Site site, ImageStream images, Accounts accounts, AppProcess app) throws Exception {
        AppProcess first = supervised(site, app);
        first.awaitLog(ChaosApp.STREAMING);
        AppProcess second = site.startSecond();
        assertThat(second.awaitLog(ChaosApp.STREAMING)).as(second.log()).isTrue();
        someTime(accounts, 500);
        first.pause();
        try {
            someTime(accounts, 500);
            // The second instance has taken over when it has done what came after the first one fell silent.
            second = settled(site, images, accounts, second);
        } finally {
            first.resume();
        }
        someTime(accounts, 3000);
        if (random.nextBoolean()) {
            second.stop();
        } else {
            second.kill();
        }
        return first;
    }
}
