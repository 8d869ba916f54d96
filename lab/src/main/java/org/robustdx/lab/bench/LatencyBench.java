package org.robustdx.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures the latency of a warm app at given loads. */
final class LatencyBench {
    /**
     * Time at the first load that does not count. The load generator and the broker then handle single images for the
     * first time.
     */
    private static final Duration FIRST_SETTLE = Duration.ofSeconds(15);

    /** Time at each later load that does not count. */
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Time without an outcome after which the images that are left count as refused, which have no diagnosis. */
    private static final Duration QUIET = Duration.ofSeconds(60);

    private static final int STEP_PERCENT = 10;
    private static final int LAST_PERCENT = 90;

    private final Rig rig;
    private final Meter meter;
    private final Child app;
    private final Map<String, ProcessHandle> processes;
    private final Duration time;
    private Duration settle;
    private long refused;

    /**
     * Creates a benchmark.
     *
     * @param app the running app
     * @param warmUp longest warm-up
     * @param time duration of each measurement
     */
    LatencyBench(Rig rig, Meter meter, Child app, Duration warmUp, Duration time) {
        this.rig = rig;
        this.meter = meter;
        this.app = app;
        this.processes = rig.processes(app);
        this.time = time;
        this.settle = warmUp.compareTo(FIRST_SETTLE) < 0 ? warmUp : FIRST_SETTLE;
    }

    /** Measures one load, in images per second, once all earlier images have their outcomes. */
    LatencyLevel at(double perSecond) throws InterruptedException {
        meter.drain(rig.published() - refused, QUIET);
        refused = rig.published() - meter.count();
        rig.pace(perSecond);
        meter.latencies(settle);
        settle = SETTLE;
        PipelineTimes timesBefore = times();
        ProcessorTimes before = ProcessorTimes.of(processes);
        long start = System.nanoTime();
        meter.latencies(time);
        double outcomes = meter.latencyCount() * 1e9 / (System.nanoTime() - start);
        double p50 = meter.quantile(0.5);
        Map<String, Double> processor = ProcessorTimes.of(processes).millisPerImage(before, meter.latencyCount());
        PipelineTimes pipeline = times().since(timesBefore);
        rig.stop();
        return new LatencyLevel(
                perSecond,
                outcomes,
                p50,
                meter.quantile(0.99),
                processor,
                Stages.of(meter.meanMillisToDiagnosis(), meter.meanMillisToReader(), pipeline));
    }

    private PipelineTimes times() throws InterruptedException {
        app.order(AppMain.TIMES);
        return PipelineTimes.of(app.await(AppMain.TIMES, PATIENCE).text().orElse(""));
    }

    /**
     * Measures 10, 20 ... 90 % of a throughput. Ends at the first load that the app does not keep up with.
     *
     * @param ceiling images per second
     * @param progress takes each result
     */
    List<LatencyLevel> curve(double ceiling, Consumer<LatencyLevel> progress) throws InterruptedException {
        List<LatencyLevel> levels = new ArrayList<>();
        for (int percent = STEP_PERCENT; percent <= LAST_PERCENT; percent += STEP_PERCENT) {
            LatencyLevel level = at(ceiling * percent / 100);
            levels.add(level);
            progress.accept(level);
            if (!level.isSustained()) {
                break;
            }
        }
        return levels;
    }
}
