package org.robustdx.stream.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A small disk in memory that can be filled, with room for the state of hundreds of thousands of images. Mounting one takes root and Linux. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "256m";

    private final Path mounted;
    private final Path filler;

    private SmallDisk(Path mounted) {
        this.mounted = mounted;
        this.filler = mounted.resolve("filler");
    }

    /** Returns a disk mounted at this new folder, or nothing where that cannot be done. */
    static Optional<SmallDisk> mount(Path at) throws IOException {
        Files.createDirectory(at);
        return run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", at.toString())
                ? Optional.of(new SmallDisk(at))
                : Optional.empty();
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // No such command.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes all the room that is left. */
    void fill() throws IOException {
        byte[] some = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            if (mounted.toFile().getUsableSpace() > some.length) {
                throw full; // It was something else.
            }
        }
    }

    /** Gives it back. */
    void free() throws IOException {
        Files.deleteIfExists(filler);
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", mounted.toString()) && !run("umount", "-l", mounted.toString())) {
            throw new IOException("umount " + mounted);
        }
    }
}
