package org.robustdx.stream.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** The images of docker/.env; a system property {@code robustdx.image.NAME} wins. */
final class Images {
    private Images() {}

    /** Skips the test, saying why, where no engine answers, or where the app's image could not be built. */
    static void assumeEngine() {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "no Docker engine answers: containers are not tested");
        assumeThere("app");
    }

    /** Skips the test, saying why, where this image could not be built. */
    static void assumeThere(String name) {
        String image = of(name).asCanonicalNameString();
        Assumptions.assumeTrue(
                isThere(image), "no image " + image + " (docker/test.sh builds it): containers are not tested");
    }

    private static boolean isThere(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** Returns the image that docker/.env calls {@code NAME_IMAGE}. */
    static DockerImageName of(String name) {
        String image = System.getProperty("robustdx.image." + name, named(name.toUpperCase(Locale.ROOT)));
        return DockerImageName.parse(image);
    }

    private static String named(String name) {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(docker().resolve(".env"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Objects.requireNonNull(properties.getProperty(name + "_IMAGE"), name);
    }

    /** Returns the folder docker/ of the project. */
    static Path docker() {
        return Path.of(Objects.requireNonNull(System.getProperty("robustdx.root")), "docker");
    }
}
