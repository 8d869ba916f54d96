package org.robustdx.stream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.schemas.ModelAnnouncement;
import org.robustdx.stream.modelupdate.ModelTopics;
import org.robustdx.stream.watch.PlainJson;
import org.robustdx.stream.watch.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code models list}: lists announced models. */
@Command(
        name = "list",
        description = {
            "Example: ./robustdx models list",
            "",
            "Lists the last announcement of each version of each model, oldest first."
        })
final class ModelsListCommand implements Callable<Integer> {
    private static final String ROW = "%-26s %-20s %-16s %-14s %12s %-12s %s%n";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Print one JSON object per line instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        common.apply();
        List<ModelAnnouncement> announcements;
        try (TopicAdmin topics = Logs.whileConnecting(connection::connect)) {
            announcements = new ModelTopics(connection.kafka(), connection.sizes(), topics).announcements();
        }
        PrintWriter out = command.commandLine().getOut();
        if (!json) {
            out.printf(Locale.ROOT, ROW, "announced", "name", "version", "sha256", "bytes", "key", "uri");
        }
        announcements.forEach(model -> {
            if (json) {
                out.println(PlainJson.line(new ObjectMapper()
                        .createObjectNode()
                        .put("announced", model.getAnnouncedAt().toString())
                        .put("name", model.getName())
                        .put("version", model.getVersion())
                        .put("sha256", model.getSha256())
                        .put("bytes", model.getSize())
                        .put("key", model.getKeyName())
                        .put("uri", model.getUri())));
            } else {
                out.printf(
                        Locale.ROOT,
                        ROW,
                        model.getAnnouncedAt(),
                        Terminal.clean(model.getName(), 20),
                        Terminal.clean(model.getVersion(), 16),
                        Terminal.clean(model.getSha256(), 64).replaceAll("(?<=^.{12}).+", ""),
                        model.getSize(),
                        Terminal.clean(model.getKeyName(), 12),
                        Terminal.clean(model.getUri(), 100));
            }
        });
        out.flush();
        return 0;
    }
}
