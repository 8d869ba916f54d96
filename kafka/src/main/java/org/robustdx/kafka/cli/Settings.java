package org.robustdx.kafka.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.robustdx.kafka.UserException;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Default values for options that are missing on the command line. The environment comes first
 * ({@code ROBUSTDX_MAX_IMAGE_BYTES} for {@code --max-image-bytes}), then the file that {@code --config} names
 * ({@code max-image-bytes = ...}). Keys of the file that start with {@code kafka.} are Kafka properties. The file is
 * the place for secrets, because the list of processes does not show it.
 */
public final class Settings implements IDefaultValueProvider {
    private static final String KAFKA = "kafka.";
    private static final String PREFIX = "ROBUSTDX_";
    /** Options that these settings cannot set: flags, and --config itself. */
    private static final Set<String> NEVER = Set.of("help", "version", "config");
    /** Option for which the file has the keys {@code kafka.NAME}. */
    private static final String KAFKA_PROPERTY = "kafka-property";

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private Settings(Map<String, String> environment, Map<String, String> file) {
        this.environment = Map.copyOf(environment);
        this.file = Map.copyOf(file);
    }

    /**
     * Returns the settings for a command line.
     *
     * @param known names of all options, without dashes
     * @throws UserException if the file is not readable or contains an unknown key
     */
    static Settings of(String[] arguments, Map<String, String> environment, Set<String> known) {
        Optional<String> named = configArgument(arguments)
                .or(() ->
                        Optional.ofNullable(environment.get(PREFIX + "CONFIG")).filter(name -> !name.isEmpty()));
        if (named.isEmpty()) {
            return new Settings(environment, Map.of());
        }
        Map<String, String> file = read(Path.of(named.get()));
        Set<String> unknown = new TreeSet<>(file.keySet());
        unknown.removeIf(key ->
                key.startsWith(KAFKA) || (known.contains(key) && !NEVER.contains(key) && !key.equals(KAFKA_PROPERTY)));
        if (!unknown.isEmpty()) {
            throw UserException.badInput("config: %s: unknown settings: %s".formatted(named.get(), unknown));
        }
        return new Settings(environment, file);
    }

    /** Returns the settings of the command line to which a command belongs. {@link Program} must have parsed it. */
    public static Settings in(CommandSpec command) {
        return (Settings) Objects.requireNonNull(command.root().defaultValueProvider(), "run: not called");
    }

    private static Optional<String> configArgument(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith("--config=")) {
                return Optional.of(arguments[i].substring("--config=".length()));
            }
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> read(Path path) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw UserException.badInput("config: %s (expected: a properties file that can be read)".formatted(path));
        }
        Map<String, String> file = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> file.put(name, properties.getProperty(name, "").strip()));
        return file;
    }

    /** Returns the environment. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the Kafka properties in the file. */
    Map<String, String> kafkaProperties() {
        Map<String, String> properties = new TreeMap<>();
        file.forEach((name, value) -> {
            if (name.startsWith(KAFKA)) {
                properties.put(name.substring(KAFKA.length()), value);
            }
        });
        return properties;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String name = name(option);
        if (NEVER.contains(name)) {
            return null;
        }
        String variable = environment.get(PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_'));
        return variable != null && !variable.isEmpty() ? variable : file.get(name);
    }

    /** Returns the name of an option, without dashes. */
    static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }
}
