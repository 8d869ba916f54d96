package org.robustdx.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.stream.Samples;
import org.robustdx.stream.cli.CommandRun;
import picocli.CommandLine;

/** A user's mistake gives one line that names it, and the exit code 2. No test here starts a broker that stays. */
class CommandErrorsTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''|a command is missing
        fly|'fly'
        bench|bench: none (expected: serve or classify or decode or graph)
        bench fly|'fly'
        bench serve --engine car|--engine
        bench serve --engine stub --images . --seconds 0|seconds: 0 (expected: 1 to 3600)
        bench serve --engine stub --images . --partitions 0|partitions: 0 (expected: 1 to 256)
        bench serve --engine stub --images . --warm-up 0|warm-up: 0 (expected: 1 to 3600)
        bench serve --engine stub --images . --stub-call-ms -1|stub-call-ms: -1 (expected: >= 0)
        bench serve --engine stub --images . --stub-image-ms -0.5|stub-image-ms: -0.5 (expected: >= 0)
        bench serve --engine stub --images . --stub-call-ms NaN|stub-call-ms: NaN (expected: >= 0)
        bench classify --engine stub --images . --seconds 0|seconds: 0 (expected: 1 to 3600)
        bench classify --engine stub --images . --rounds 0|rounds: 0 (expected: 1 to 1000)
        bench serve --engine stub --images . --curve /does/not/exist/c.png|curve: /does/not/exist/c.png (expected: a folder, or
        bench serve --engine stub --images . --curve c.svg|curve: c.svg (expected: a folder, or
        bench graph --model m --images . --batch 0|batch: 0 (expected: 1 to 1024)
        bench graph --model m --images . --rounds 0|rounds: 0 (expected: 1 to 10000)
        bench graph --model /does/not/exist --images .|(expected: an ONNX file that can be read)
        bench graph --json /does/not/exist/s.json|json: /does/not/exist/s.json (expected:
        bench serve --engine stub --images /does/not/exist|images: /does/not/exist (expected: a folder)
        bench serve --engine stub --images . --json /does/not/exist/s.json|json: /does/not/exist/s.json (expected:
        broker|--data
        broker --data d --port 65536|port: 65536 (expected: 0 to 65535)
        broker --data d --partitions 0|partitions: 0 (expected: 1 to 1000)
        broker --data d --max-image-bytes 1|max-image-bytes: 1 (expected:
        demo --images /does/not/exist --model m|images: /does/not/exist (expected: a folder)
        demo --timeout 0|timeout: 0 (expected: > 0)
        demo --json /does/not/exist/s.json|json: /does/not/exist/s.json (expected:
        """)
    void shouldSayInOneLineWhatIsWrong(String line, String message) {
        assertBadInput(run(line.isEmpty() ? new String[0] : line.split(" ")), message);
    }

    /** picocli formats the descriptions of commands: a lone percent sign makes it print a warning before the help. */
    @Test
    void shouldDescribeEachCommandInTextThatCanBeFormatted() {
        assertThat(descriptions(new CommandLine(new Main())))
                .hasSizeGreaterThan(10)
                .allSatisfy(text -> assertThatCode(() -> String.format(Locale.ROOT, text))
                        .as(text)
                        .doesNotThrowAnyException());
    }

    private static List<String> descriptions(CommandLine line) {
        List<String> texts =
                new ArrayList<>(List.of(line.getCommandSpec().usageMessage().description()));
        line.getSubcommands().values().forEach(part -> texts.addAll(descriptions(part)));
        return texts;
    }

    @Test
    void shouldSayThatTheBundledModelIsMissing() {
        assertBadInput(run("demo"), "model: missing (expected: the option, or ");
    }

    @Test
    void shouldRefuseAFileThatIsNotAModel() throws IOException {
        Path model = Files.writeString(folder.resolve("bad.onnx"), "no model");
        Path images = Samples.folder(folder.resolve("images"), 1, 0, 0);
        assertBadInput(run("demo", "--model", model.toString(), "--images", images.toString()), "bad.onnx");
        assertBadInput(
                run("demo", "--model", folder.resolve("no").toString(), "--images", images.toString()),
                "(expected: an ONNX file that can be read)");
    }

    @Test
    void shouldRefuseEmptyFolderAndBadManifest() throws IOException {
        Path model = Samples.model(folder);
        Path images = Files.createDirectory(folder.resolve("images"));
        String[] command = {"demo", "--model", model.toString(), "--images", images.toString()};
        assertBadInput(run(command), "contains no files");
        Files.write(images.resolve("a.png"), Samples.clean());
        Files.writeString(images.resolve("manifest.csv"), "name,kind\na.png,none\n");
        assertBadInput(run(command), "(expected: file, attack and epsilon among them)");
        Files.writeString(images.resolve("manifest.csv"), "file,attack,epsilon\na.png\n");
        assertBadInput(run(command), "row 1 has 1 columns, the header 3");
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.on(new Main(), Map.of(), arguments);
    }

    private static void assertBadInput(CommandRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("robustdx: ").contains(message).hasLineCount(1);
    }
}
