package org.robustdx.stream.topology;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.Topics;
import org.robustdx.schemas.AdversarialAlert;
import org.robustdx.schemas.Diagnosis;
import org.robustdx.schemas.OutOfScopeAlert;
import org.robustdx.schemas.serde.AvroSerdes;
import org.robustdx.schemas.serde.MessageFormat;
import org.robustdx.stream.alert.Findings;
import org.robustdx.stream.content.ContentResolver;
import org.robustdx.stream.content.ReferencedFiles;
import org.robustdx.stream.diagnosis.Diagnostician;
import org.robustdx.stream.readahead.Examiner;
import org.robustdx.stream.readahead.ReadAhead;
import org.robustdx.stream.trace.Traces;

/** The topology on a test driver, with its topics, at a time that stands still. */
final class TopologyRig implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
    static final SizeLimits SIZES = new SizeLimits(4096);

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    final TestInputTopic<byte[], byte[]> images;
    final TestOutputTopic<byte[], Diagnosis> diagnoses;
    final TestOutputTopic<byte[], AdversarialAlert> alerts;
    final TestOutputTopic<byte[], OutOfScopeAlert> outOfScope;
    final TestOutputTopic<byte[], byte[]> deadLetters;
    private final TopologyTestDriver driver;

    TopologyRig(Diagnostician diagnostician, Optional<ReferencedFiles> files) {
        this(diagnostician, files, Traces.OFF);
    }

    TopologyRig(Diagnostician diagnostician, Optional<ReferencedFiles> files, Traces traces) {
        ContentResolver contents = new ContentResolver(SIZES.maxImageBytes(), files);
        Findings findings = new Findings(Clock.fixed(NOW, ZoneOffset.UTC));
        ReadAhead readAhead = new ReadAhead(Topics.MEDICAL_IMAGES, new Examiner(diagnostician, contents));
        driver = new TopologyTestDriver(
                new DiagnosisTopology(
                                readAhead,
                                DEADLINE,
                                findings,
                                SIZES,
                                Optional.empty(),
                                OutcomeListener.NONE,
                                MessageFormat.SINGLE_OBJECT,
                                traces)
                        .build(),
                new Properties(),
                NOW);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        images = driver.createInputTopic(Topics.MEDICAL_IMAGES, new ByteArraySerializer(), new ByteArraySerializer());
        diagnoses = driver.createOutputTopic(
                Topics.DIAGNOSES, bytes, AvroSerdes.diagnosis().deserializer());
        alerts = driver.createOutputTopic(
                Topics.ADVERSARIAL_ALERTS, bytes, AvroSerdes.adversarialAlert().deserializer());
        outOfScope = driver.createOutputTopic(
                Topics.OUT_OF_SCOPE_ALERTS, bytes, AvroSerdes.outOfScopeAlert().deserializer());
        deadLetters = driver.createOutputTopic(Topics.DEAD_LETTERS, bytes, bytes);
    }

    @Override
    public void close() {
        driver.close();
    }
}
