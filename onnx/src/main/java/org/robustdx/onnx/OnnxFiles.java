package org.robustdx.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads ONNX files of unknown origin within limits. */
public final class OnnxFiles {
    /** Largest file in bytes. VGG-16, the largest common classifier, has 553 MB of weights. */
    public static final long MAX_BYTES = 1L << 30;

    /** How deep messages may be nested. A model without subgraphs needs 6 levels; each subgraph inside a subgraph needs 3 more. */
    public static final int MAX_DEPTH = 32;

    private OnnxFiles() {}

    /**
     * Reads a file.
     *
     * @throws IOException if the file cannot be read, is larger than {@link #MAX_BYTES}, or is not an ONNX model; the message is one line
     */
    public static ModelProto read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > MAX_BYTES) {
            throw new IOException("ONNX file: " + bytes + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        return parse(Files.readAllBytes(file));
    }

    /**
     * Parses the content of a file.
     *
     * @throws IOException if it is larger than {@link #MAX_BYTES}, is not a protobuf message of this kind, or is nested deeper than {@link
     *     #MAX_DEPTH}; the message is one line
     */
    public static ModelProto parse(byte[] content) throws IOException {
        if (content.length > MAX_BYTES) {
            throw new IOException("ONNX file: " + content.length + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        CodedInputStream in = CodedInputStream.newInstance(content);
        in.setRecursionLimit(MAX_DEPTH);
        try {
            ModelProto model = ModelProto.parseFrom(in);
            in.checkLastTagWas(0);
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("not an ONNX model, or a damaged one", e);
        }
    }
}
