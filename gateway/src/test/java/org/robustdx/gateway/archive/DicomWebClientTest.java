package org.robustdx.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.Orthanc;

class DicomWebClientTest {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 2);
    private static final Pattern PAGE = Pattern.compile("limit=(\\d+)&offset=(\\d+)");

    /** How an archive answers a query for a part of what it has. */
    enum Pages {
        /** As the standard says. */
        WHOLE,
        /** Never more than 100, whatever is asked for. */
        CAPPED,
        /** Refuses to be asked for more than 100. */
        STRICT,
        /** The offset is ignored. */
        NO_OFFSET,
        /** Nothing beyond the first page, as Orthanc 1.10 where the modality is asked for. */
        FIRST_ONLY
    }

    private static DicomWebClient client(URI url) {
        return new DicomWebClient(new HttpCalls(
                new ServerAccess(url, Optional.empty()),
                new HttpLimits(Duration.ofSeconds(30), 3, Duration.ofMillis(50)),
                2));
    }

    private static void answer(HttpExchange exchange, Pages pages, int studies) throws IOException {
        try (exchange) {
            Matcher page = PAGE.matcher(exchange.getRequestURI().getQuery());
            assertThat(page.find()).isTrue();
            int limit = Integer.parseInt(page.group(1));
            int offset = Integer.parseInt(page.group(2));
            if (pages == Pages.STRICT && limit > 100) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            int most = pages == Pages.CAPPED ? Math.min(limit, 100) : limit;
            int from = pages == Pages.NO_OFFSET ? 0 : pages == Pages.FIRST_ONLY && offset > 0 ? studies : offset;
            byte[] body = IntStream.range(Math.min(from, studies), Math.min(from + most, studies))
                    .mapToObj("{\"0020000D\": {\"vr\": \"UI\", \"Value\": [\"1.2.%d\"]}}"::formatted)
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WHOLE, 0",
        "WHOLE, 99",
        "WHOLE, 100",
        "WHOLE, 350",
        "CAPPED, 350",
        "STRICT, 350",
        "NO_OFFSET, 350",
        "FIRST_ONLY, 100",
        "FIRST_ONLY, 350"
    })
    void shouldFindEveryStudyHoweverTheArchivePages(Pages pages, int studies) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, pages, studies));
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            assertThat(client(url).studies(DAY, DAY, "CR"))
                    .extracting(DicomWebClient.Study::uid)
                    .hasSize(studies)
                    .doesNotHaveDuplicates();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void shouldFindEveryStudyOfARealArchive(@TempDir Path folder) throws Exception {
        int studies = 120;
        try (Orthanc archive = Orthanc.start(folder)) {
            for (int i = 0; i < studies; i++) {
                archive.store(Instances.file(i));
            }
            assertThat(client(archive.url()).studies(DAY, DAY, "CR")).hasSize(studies);
        }
    }
}
