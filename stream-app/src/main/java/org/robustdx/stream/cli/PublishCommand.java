package org.robustdx.stream.cli;

import io.opentelemetry.context.Context;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.Settings;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.stream.config.ObjectStoreSettings;
import org.robustdx.stream.config.TraceSettings;
import org.robustdx.stream.content.ImageFolder;
import org.robustdx.stream.content.ObjectStore;
import org.robustdx.stream.publish.FolderPublisher;
import org.robustdx.stream.publish.PublishReport;
import org.robustdx.stream.trace.TraceHeaders;
import org.robustdx.stream.trace.Traces;
import org.robustdx.stream.watch.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code publish}: publishes the images of a folder. */
@Command(
        name = "publish",
        description = {
            "Example: ./robustdx publish images/ --source ct-1 --create-topics",
            "",
            "Publishes the images of a folder to the image topic."
        })
final class PublishCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private TopicOptions topicOptions = new TopicOptions();

    @Mixin
    private TraceOptions traceOptions = new TraceOptions();

    @Mixin
    private ObjectStoreOptions objectStoreOptions = new ObjectStoreOptions();

    @Option(
            names = "--claim-check",
            description = "Store the images in the object store, below the first --object-root, and publish references"
                    + " to them.")
    private boolean claimCheck;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "DIR",
            description = "The folder, including its subfolders. A file's relative path becomes the image's id, so it"
                    + " must not name a patient.")
    private Path folder = Path.of("");

    @Option(
            names = "--source",
            paramLabel = "NAME",
            defaultValue = "publish",
            description = "Device or system that the images come from; also the key of their records (default:"
                    + " ${DEFAULT-VALUE}).")
    private String source = "";

    @Option(
            names = "--task",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Requested task; a model for another task refuses the images (default: any task).")
    private String task = "";

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many times to publish the folder (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Maximum number of images per second; 0 for no limit (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Override
    public Integer call() throws InterruptedException {
        common.apply();
        FolderPublisher.Options options = new FolderPublisher.Options(source, task, repeat, rate);
        SizeLimits sizes = connection.sizes();
        Optional<ObjectStoreSettings> objects = objects();
        Optional<TraceSettings> traced = traceOptions.settings();
        ImageFolder images = ImageFolder.read(folder);
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            topicOptions.prepare(topics, sizes);
        }
        PrintWriter out = command.commandLine().getOut();
        PublishReport report;
        Context parent = TraceHeaders.read(Settings.in(command).environment());
        try (Traces traces = traced.map(to -> Traces.exporting(to, lost -> {})).orElse(Traces.OFF);
                FolderPublisher publisher = new FolderPublisher(
                        connection.kafka(),
                        sizes,
                        connection.format(),
                        traces,
                        parent,
                        objects.map(ObjectStore::open));
                Progress progress = Progress.of("publish", (long) images.files().size() * repeat, out)) {
            report = publisher.publish(images, options, progress::step);
        }
        return printed(report, out, command.commandLine().getErr());
    }

    private Optional<ObjectStoreSettings> objects() {
        Optional<ObjectStoreSettings> objects = objectStoreOptions.settings();
        if (claimCheck && objects.isEmpty()) {
            throw new IllegalArgumentException(
                    "object-root: none (expected: s3://BUCKET[/PREFIX], because of --claim-check)");
        }
        return claimCheck ? objects : Optional.empty();
    }

    private static int printed(PublishReport report, PrintWriter out, PrintWriter err) {
        double seconds = Math.max(report.seconds(), 1e-3);
        int published = report.published().size();
        out.printf(
                Locale.ROOT,
                "published %s, %.1f MiB, in %.1f s (%.0f images/s, %.1f MiB/s)%n",
                Count.of(published, "image"),
                report.bytes() / MIB,
                seconds,
                published / seconds,
                report.bytes() / MIB / seconds);
        out.flush();
        report.failures().forEach(failure -> err.println("not published: " + PlainText.of(failure)));
        if (!report.failures().isEmpty()) {
            err.printf(
                    Locale.ROOT,
                    "%d of %d images were not published%n",
                    report.failures().size(),
                    report.failures().size() + published);
        }
        err.flush();
        return report.failures().isEmpty() ? 0 : 1;
    }
}
