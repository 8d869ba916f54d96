package org.robustdx.stream.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.robustdx.inference.model.InferenceException;

/** What is wrong with the engine, told through a file from the test's process to the app's. */
final class EngineFault implements Runnable {
    private static final String FAIL = "fail";

    private final Path file;

    EngineFault(Path file) {
        this.file = file;
    }

    /** Makes each run throw. */
    void fail() throws IOException {
        write(FAIL);
    }

    /** Makes each run take so much longer. */
    void slow(int millis) throws IOException {
        write(Integer.toString(millis));
    }

    /** Makes the engine a good one again. */
    void none() throws IOException {
        write("0");
    }

    private void write(String fault) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(whole, fault);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Before each run of the engine. */
    @Override
    public void run() {
        try {
            String fault = Files.readString(file);
            if (fault.equals(FAIL)) {
                throw new InferenceException("device lost", new IllegalStateException("device lost"));
            }
            TimeUnit.MILLISECONDS.sleep(Integer.parseInt(fault));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
