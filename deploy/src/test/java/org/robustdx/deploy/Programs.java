package org.robustdx.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs that the containers run. */
final class Programs {
    private Programs() {}

    /** Returns the exit code of a main class with these arguments. Prints what it said if it failed. */
    static int run(String main, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main));
        command.addAll(words);
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = program.waitFor();
        if (exitCode != 0) {
            System.out.println(output);
        }
        return exitCode;
    }
}
