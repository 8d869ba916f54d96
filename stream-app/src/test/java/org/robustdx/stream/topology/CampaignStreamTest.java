package org.robustdx.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.inference.image.Raster;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.CampaignAlert;
import org.robustdx.schemas.CampaignKind;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.Severity;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.Samples;
import org.robustdx.stream.Spans;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.app.BoundedRocksDb;
import org.robustdx.stream.campaign.BinomialTail;
import org.robustdx.stream.campaign.CampaignRules;
import org.robustdx.stream.config.CampaignSettings;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;

/** Windows of ten minutes that begin every five, one minute of grace; time is the records'. */
class CampaignStreamTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final SizeLimits SIZES = new SizeLimits(4096);

    @TempDir
    private Path folder = Path.of("");

    private final Random random = new Random(1);
    private final Spans spans = new Spans();
    private final Map<String, Double> drift = new HashMap<>();
    private @Nullable TinyService service;
    private @Nullable TopologyTestDriver driver;
    private @Nullable TestInputTopic<byte[], byte[]> images;
    private @Nullable TestOutputTopic<String, CampaignAlert> alerts;
    private int sent;

    @BeforeEach
    void build() throws Exception {
        TinyService started = TinyService.start(folder);
        service = started;
        ReadAhead readAhead = new ReadAhead(
                Topics.MEDICAL_IMAGES,
                new Examiner(started.diagnostician(0), new ContentResolver(SIZES.maxImageBytes(), Optional.empty())));
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        CampaignRules rules = new CampaignRules(
                CampaignSettings.ofDefaults(),
                () -> started.model().engine().metadata().calibration(),
                clock);
        Properties settings = new Properties();
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        TopologyTestDriver topology = new TopologyTestDriver(
                new DiagnosisTopology(
                                readAhead,
                                Duration.ofSeconds(30),
                                new Findings(clock),
                                SIZES,
                                Optional.of(rules),
                                new OutcomeListener() {
                                    @Override
                                    public void drifted(String source, double distance) {
                                        drift.put(source, distance);
                                    }
                                },
                                MessageFormat.SINGLE_OBJECT,
                                spans.traces())
                        .build(),
                settings,
                NOON.plus(Duration.ofHours(2)));
        driver = topology;
        images = topology.createInputTopic(Topics.MEDICAL_IMAGES, new ByteArraySerializer(), new ByteArraySerializer());
        alerts = topology.createOutputTopic(
                Topics.CAMPAIGN_ALERTS,
                new StringDeserializer(),
                AvroSerdes.campaignAlert().deserializer());
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(driver).close();
        spans.traces().close();
        Objects.requireNonNull(service).close();
    }

    private void send(String source, String id, byte[] content, Instant when) {
        ImageEvent event = ImageEvent.newBuilder(Samples.event(id, content))
                .setSource(source)
                .build();
        byte[] key = source.getBytes(StandardCharsets.UTF_8);
        Objects.requireNonNull(images)
                .pipeInput(new TestRecord<>(key, AvroSerdes.imageEventCodec().encode(event), when));
        // How often windows are looked after is counted in the clock's time.
        Objects.requireNonNull(driver).advanceWallClockTime(Duration.ofSeconds(2));
    }

    /** An image unlike any other, whose mean, and so its score, is spread over the calibration's range. */
    private void clean(String source, Instant when) {
        send(source, "clean" + sent++, noise(random.nextDouble() * 0.74), when);
    }

    private void suspicious(String source, Instant when) {
        send(source, "suspicious" + sent++, noise(0.9), when);
    }

    private byte[] noise(double mean) {
        byte[] pixels = new byte[64];
        for (int i = 0; i < pixels.length; i++) {
            double half = Math.min(mean, 1 - mean);
            pixels[i] = (byte) Math.round(255 * (mean + half * (i % 2 == 0 ? 1 : -1) * 0.99));
        }
        for (int i = pixels.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte swapped = pixels[i];
            pixels[i] = pixels[other];
            pixels[other] = swapped;
        }
        return new Raster(8, 8, 1, pixels).toPng();
    }

    private List<TestRecord<String, CampaignAlert>> alerts() {
        return Objects.requireNonNull(alerts).readRecordsToList();
    }

    private List<CampaignAlert> alerts(CampaignKind kind) {
        return alerts().stream()
                .map(TestRecord::value)
                .filter(alert -> alert.getKind() == kind)
                .toList();
    }

    @Test
    void shouldRaiseOneAlertPerFinalWindowOfSuspects() {
        for (int i = 0; i < 30; i++) {
            clean("ct-1", NOON.plusSeconds(300 + i));
            if (i < 8) {
                suspicious("ct-1", NOON.plusSeconds(300 + i));
            }
            clean("ct-2", NOON.plusSeconds(300 + i));
        }
        clean("ct-2", NOON.plusSeconds(659));
        assertThat(alerts()).as("before the first window is final").isEmpty();
        clean("ct-2", NOON.plusSeconds(661)); // beyond 12:10 and the grace
        TestRecord<String, CampaignAlert> record = alerts().get(0);
        CampaignAlert alert = record.value();
        assertThat(record.key()).isEqualTo("ct-1");
        assertThat(new String(record.headers().lastHeader("robustdx.kind").value(), StandardCharsets.UTF_8))
                .isEqualTo("SUSPECTS");
        assertThat(alert.getKind()).isEqualTo(CampaignKind.SUSPECTS);
        assertThat(alert.getSource()).isEqualTo("ct-1");
        assertThat(alert.getWindowStart()).isEqualTo(NOON);
        assertThat(alert.getWindowEnd()).isEqualTo(NOON.plusSeconds(600));
        assertThat(alert.getImages()).isEqualTo(38);
        assertThat(alert.getFlagged()).isEqualTo(8);
        assertThat(alert.getPValue()).isCloseTo(BinomialTail.atLeast(8, 38, 0.01), within(1e-18));
        assertThat(alert.getStatistic()).isCloseTo(0.38, within(1e-12));
        assertThat(alert.getSeverity()).isEqualTo(Severity.HIGH);
        assertThat(alert.getDetectors()).containsExactly("brightness");
        assertThat(alert.getSampleImageIds()).hasSize(5).allMatch(id -> id.startsWith("suspicious"));
        SpanData span = spans.named("send campaign-alerts").get(0);
        assertThat(new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8))
                .isEqualTo(Spans.traceparent(span));
        List<SpanData> images = spans.named("process medical-images").stream()
                .filter(image -> "SUSPECT".equals(Spans.attribute(image, "robustdx.verdict")))
                .toList();
        assertThat(span.getLinks()).hasSize(6); // The last image's, and those of the flagged ones that are named.
        assertThat(span.getLinks().subList(1, 6))
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactlyElementsOf(
                        images.subList(0, 5).stream().map(SpanData::getSpanId).toList());
        clean("ct-2", NOON.plusSeconds(961)); // beyond 12:15 and the grace
        assertThat(alerts(CampaignKind.SUSPECTS)).singleElement().satisfies(next -> assertThat(next.getWindowStart())
                .isEqualTo(NOON.plusSeconds(300)));
    }

    @Test
    void shouldJudgeWindowsThatThePauseOfADayEnds() {
        for (int i = 0; i < 30; i++) {
            suspicious("ct-1", NOON.plusSeconds(300 + i));
        }
        Objects.requireNonNull(driver).advanceWallClockTime(Duration.ofDays(1));
        clean("ct-1", NOON.plus(Duration.ofDays(1)));
        assertThat(alerts(CampaignKind.SUSPECTS)).hasSize(2); // Two windows hold them.
    }

    @Test
    void shouldNotBlameChance() {
        for (int i = 0; i < 200; i++) {
            clean("ct-1", NOON.plusSeconds(300 + i));
        }
        for (int i = 0; i < 8; i++) {
            suspicious("ct-1", NOON.plusSeconds(400 + i)); // in 208: rare, and not rare enough
        }
        clean("ct-1", NOON.plusSeconds(5000));
        assertThat(alerts()).isEmpty();
    }

    @Test
    void shouldCountImagesThatAreDatedBack() {
        clean("ct-1", NOON.plusSeconds(700));
        for (int i = 0; i < 10; i++) {
            suspicious("ct-1", NOON.minusSeconds(1_000_000)); // to escape the windows
        }
        clean("ct-1", NOON.plusSeconds(5000));
        assertThat(alerts(CampaignKind.SUSPECTS)).isNotEmpty().allSatisfy(alert -> assertThat(alert.getFlagged())
                .isEqualTo(10));
    }

    @Test
    void shouldGoOnAfterARecordFromTheFuture() {
        clean("ct-1", NOON);
        clean("ct-1", Instant.parse("3000-01-01T00:00:00Z"));
        Instant now = NOON.plus(Duration.ofHours(2)); // as the driver's clock has it
        for (int i = 0; i < 10; i++) {
            suspicious("ct-1", now.plusSeconds(i));
        }
        clean("ct-1", now.plusSeconds(60));
        Objects.requireNonNull(driver).advanceWallClockTime(Duration.ofHours(1));
        clean("ct-1", now.plusSeconds(3000));
        assertThat(alerts(CampaignKind.SUSPECTS)).isNotEmpty();
    }

    @Test
    void shouldTellOfDrift() {
        for (int i = 0; i < 100; i++) {
            send("ct-1", "dark" + i, noise(random.nextDouble() * 0.3), NOON.plusSeconds(300 + i));
            clean("ct-2", NOON.plusSeconds(300 + i));
        }
        clean("ct-2", NOON.plusSeconds(5000));
        assertThat(alerts(CampaignKind.DRIFT)).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.getSource()).isEqualTo("ct-1");
            assertThat(alert.getSeverity()).isEqualTo(Severity.MEDIUM);
            assertThat(alert.getDetectors()).containsExactly("brightness");
            // Means up to 0.3 have p-values from 0.7 on.
            assertThat(alert.getStatistic()).isBetween(0.6, 0.75);
        });
    }

    @Test
    void shouldTellOfQueriesAroundOneImage() {
        byte[] base = new byte[64];
        random.nextBytes(base);
        for (int i = 0; i < 25; i++) {
            byte[] query = base.clone();
            query[i] ^= 2;
            send("ct-1", "query" + i, new Raster(8, 8, 1, query).toPng(), NOON.plusSeconds(300 + i));
            clean("ct-1", NOON.plusSeconds(300 + i));
        }
        clean("ct-1", NOON.plusSeconds(5000));
        assertThat(alerts(CampaignKind.QUERIES)).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.getStatistic()).isBetween(23.0, 25.0);
            assertThat(alert.getSampleImageIds()).singleElement().asString().startsWith("query");
        });
    }

    @Test
    void shouldTellOfAnImageThatCameAgainWithOtherBytes() {
        byte[] first = noise(0.3);
        send("ct-1", "a", first, NOON);
        send("ct-1", "a", first, NOON.plusSeconds(10));
        send("ct-2", "a", noise(0.3), NOON.plusSeconds(10)); // another source's id
        assertThat(alerts()).isEmpty();
        send("ct-1", "a", noise(0.3), NOON.plusSeconds(20));
        assertThat(alerts()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("ct-1");
            assertThat(record.value().getKind()).isEqualTo(CampaignKind.CHANGED_IMAGE);
            assertThat(record.value().getSampleImageIds()).containsExactly("a");
            assertThat(spans.named("send campaign-alerts")).singleElement().satisfies(span -> assertThat(
                            span.getLinks())
                    .singleElement()
                    .satisfies(link -> assertThat(link.getSpanContext().getSpanId())
                            .isEqualTo(
                                    spans.named("process medical-images").get(3).getSpanId())));
            assertThat(record.value().getWindowEnd())
                    .isEqualTo(NOON.plusSeconds(20).plusMillis(1));
        });
    }

    @Test
    void shouldTellHowFarASourcesScoresLieFromTheCalibrationsWithoutAnAlert() {
        for (int i = 0; i < 40; i++) {
            clean("as-calibrated", NOON.plusSeconds(300 + i));
            send("moved", "m" + i, noise(0.5), NOON.plusSeconds(300 + i));
            if (i < 29) {
                clean("too-few", NOON.plusSeconds(300 + i));
            }
        }
        clean("as-calibrated", NOON.plusSeconds(5000));
        assertThat(drift).containsOnlyKeys("as-calibrated", "moved");
        assertThat(drift.get("as-calibrated")).isLessThan(0.3);
        assertThat(drift.get("moved")).isGreaterThan(0.4);
    }

    @Test
    void shouldForgetIdsAfterAWhile() {
        send("ct-1", "a", noise(0.3), NOON);
        send("ct-1", "a", noise(0.3), NOON.plus(Duration.ofMinutes(61)));
        assertThat(alerts()).isEmpty();
    }

    @Test
    void shouldNotCountAnImageTwice() {
        byte[] same = noise(0.9);
        for (int i = 0; i < 50; i++) {
            send("ct-1", "again", same, NOON.plusSeconds(i));
        }
        clean("ct-1", NOON.plusSeconds(5000));
        assertThat(alerts()).isEmpty();
    }

    @Test
    void shouldCountWhatIsDatedBackTo1970InItsOwnWindows() {
        send("ct-1", "a", noise(0.3), Instant.EPOCH);
        send("ct-1", "a", noise(0.3), Instant.EPOCH.plusSeconds(1)); // changed
        for (int i = 0; i < 10; i++) {
            suspicious("ct-1", Instant.EPOCH.plusSeconds(400 + i));
        }
        clean("ct-1", NOON);
        List<TestRecord<String, CampaignAlert>> raised = alerts();
        assertThat(raised)
                .extracting(record -> record.value().getKind(), record -> record.value()
                        .getWindowStart())
                .containsExactlyInAnyOrder(
                        tuple(CampaignKind.CHANGED_IMAGE, Instant.EPOCH.plusSeconds(1 - 3600)), // what is remembered
                        tuple(CampaignKind.SUSPECTS, Instant.EPOCH),
                        tuple(CampaignKind.SUSPECTS, Instant.EPOCH.plusSeconds(300)));
        assertThat(raised).extracting(TestRecord::getRecordTime).allMatch(time -> time.isAfter(NOON));
    }

    @Test
    void shouldNotTakeTimeFromARecordOfTheYear2100() {
        Instant now = NOON.plus(Duration.ofHours(2));
        clean("ct-2", Instant.parse("2100-01-01T00:00:00Z"));
        for (int i = 0; i < 10; i++) {
            suspicious("ct-1", now.plusSeconds(70 + i));
        }
        clean("ct-1", now.plusSeconds(90)); // The clock is two seconds further with each image.
        assertThat(alerts()).as("nothing is final").isEmpty();
        Objects.requireNonNull(driver).advanceWallClockTime(Duration.ofHours(1));
        clean("ct-1", now.plusSeconds(5000));
        assertThat(alerts(CampaignKind.SUSPECTS)).hasSize(2).allSatisfy(alert -> {
            assertThat(alert.getFlagged()).isEqualTo(10);
            assertThat(alert.getWindowStart()).isBetween(now.minusSeconds(300), now);
        });
    }
}
