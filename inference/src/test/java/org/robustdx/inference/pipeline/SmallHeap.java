package org.robustdx.inference.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.verdict.VerdictPolicy;

/**
 * Runs the pipeline in a separate process with a small heap: decodes all files of a folder several times in parallel,
 * and prints the result of each.
 */
final class SmallHeap {
    private static final int ROUNDS = 3;
    private static final int THREADS = 4;

    private SmallHeap() {}

    public static void main(String[] args) throws Exception {
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of(args[0]))) {
            files = listed.sorted().toList();
        }
        PipelineOptions options = new PipelineOptions(4, Duration.ZERO, THREADS, 1)
                .withDecoding(new DecodeBudget(Duration.ofMinutes(5), 8, Duration.ofMinutes(5)));
        try (InferencePipeline pipeline = new InferencePipeline(
                new ScriptedEngine(),
                new VerdictPolicy(0.01),
                DecodeLimits.ofDefaults(),
                options,
                PipelineListener.NONE)) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (Path file : files) {
                    answers.add(pipeline.submit(() -> new Content.Result.Image(read(file))));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                Answer answer = answers.get(i).get();
                String outcome = answer instanceof Answer.Undecodable undecodable
                        ? undecodable.why().reason().name()
                        : answer.getClass().getSimpleName();
                System.out.println(files.get(i % files.size()).getFileName() + " " + outcome);
            }
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
