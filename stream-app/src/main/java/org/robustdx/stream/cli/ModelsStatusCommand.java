package org.robustdx.stream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.schemas.ModelStatus;
import org.robustdx.stream.modelupdate.ModelTopics;
import org.robustdx.stream.watch.PlainJson;
import org.robustdx.stream.watch.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code models status}: lists the instances' reports on announced models. */
@Command(
        name = "status",
        description = {
            "Example: ./robustdx models status",
            "",
            "Lists the reports of the app's instances on announced models, oldest first."
        })
final class ModelsStatusCommand implements Callable<Integer> {
    private static final String ROW = "%-26s %-14s %-22s %-20s %-12s %-8s %-22s %s%n";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--application-id",
            paramLabel = "NAME",
            description = "Show only reports of this app (default: of every app).")
    private Optional<String> application = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object per line instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        common.apply();
        List<ModelStatus> statuses;
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            statuses = new ModelTopics(connection.kafka(), connection.sizes(), topics).statuses();
        }
        PrintWriter out = command.commandLine().getOut();
        if (!json) {
            out.printf(
                    Locale.ROOT, ROW, "reported", "app", "instance", "model", "version", "state", "reason", "message");
        }
        statuses.stream()
                .filter(status -> application.isEmpty() || application.get().equals(status.getApplication()))
                .forEach(status -> print(status, out));
        out.flush();
        return 0;
    }

    private void print(ModelStatus status, PrintWriter out) {
        Optional<ModelAnnouncement> model = Optional.ofNullable(status.getModel());
        String name = model.map(ModelAnnouncement::getName).orElse("");
        String version = model.map(ModelAnnouncement::getVersion).orElse("");
        if (json) {
            out.println(PlainJson.line(new ObjectMapper()
                    .createObjectNode()
                    .put("reported", status.getReportedAt().toString())
                    .put("application", status.getApplication())
                    .put("instance", status.getInstance())
                    .put("name", name)
                    .put("version", version)
                    .put("announcement", status.getAnnouncement())
                    .put("state", status.getState().name())
                    .put("reason", status.getReason())
                    .put("message", status.getMessage())));
            return;
        }
        out.printf(
                Locale.ROOT,
                ROW,
                status.getReportedAt(),
                Terminal.clean(status.getApplication(), 14),
                Terminal.clean(status.getInstance(), 22),
                Terminal.clean(name, 20),
                Terminal.clean(version, 12),
                status.getState(),
                Terminal.clean(status.getReason(), 22),
                Terminal.clean(status.getMessage(), 160));
    }
}
