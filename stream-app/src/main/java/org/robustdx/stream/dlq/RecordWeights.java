package org.robustdx.stream.dlq;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.ByteUtils;
import org.apache.kafka.common.utils.Utils;

/** Computes the size of headers in a record (Kafka's record format, version 2). */
public final class RecordWeights {
    private RecordWeights() {}

    /** Returns the size of headers in bytes. */
    public static long of(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += of(header);
        }
        return bytes;
    }

    /** Returns the size of a header in bytes. */
    public static long of(Header header) {
        int name = Utils.utf8Length(header.key());
        int value = header.value() == null ? 0 : header.value().length;
        return (long) ByteUtils.sizeOfVarint(name) + name + ByteUtils.sizeOfVarint(value) + value;
    }
}
