package org.robustdx.kafka.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that are not given come from the environment: {@code ROBUSTDX_HTTP_PORT} for {@code --http-port}. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final String PREFIX = "ROBUSTDX_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
            return null;
        }
        String name = option.longestName().replaceFirst("^-+", "");
        String value = environment.get(PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_'));
        return value == null || value.isEmpty() ? null : value;
    }
}
