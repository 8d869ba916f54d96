package org.robustdx.gateway.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.robustdx.gateway.archive.Multipart;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.http.Token;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers STOW-RS requests (PS3.18, 10.5): {@code POST /studies} and {@code POST /studies/UID} with DICOM files as {@code multipart/related}. The answer comes
 * after the transaction: what it calls stored is in Kafka.
 */
public final class StowHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(StowHandler.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_PARTS = 1_000;
    private static final int ENVELOPE_BYTES = 1 << 20;
    private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final int BLOCK = 1 << 16;
    private static final int AT_A_TIME = 2;
    private static final String RETRY_SECONDS = "5";
    /** Failure reasons (PS3.18, table I.2-2): cannot understand, SOP class not supported, processing failure. */
    private static final int CANNOT_UNDERSTAND = 0xC000;

    private static final int NOT_SUPPORTED = 0x0122;
    private static final int PROCESSING_FAILURE = 0x0110;

    private final Preparer preparer;
    private final Ledger ledger;
    private final Backlog backlog;
    private final Optional<Token> token;
    /** Bodies are in memory: few at a time. */
    private final Semaphore places = new Semaphore(AT_A_TIME);

    /** @param token what a sender shows as {@code Authorization: Bearer}; empty to let everybody in */
    public StowHandler(Preparer preparer, Ledger ledger, Backlog backlog, Optional<Token> token) {
        this.preparer = preparer;
        this.ledger = ledger;
        this.backlog = backlog;
        this.token = token;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = String.valueOf(request.getHttpURI().getCanonicalPath());
        if (!path.matches("/studies(/[0-9.]{1,64})?/?")) {
            answer(response, callback, 404);
        } else if (!request.getMethod().equals("POST")) {
            answer(response, callback, 405);
        } else if (!isAllowed(request)) {
            answer(response, callback, 401);
        } else {
            store(request, response, callback);
        }
        return true;
    }

    private boolean isAllowed(Request request) {
        return token.isEmpty() || token.get().isIn(request.getHeaders().get(HttpHeader.AUTHORIZATION));
    }

    private void store(Request request, Response response, Callback callback) {
        if (backlog.isFull() || !places.tryAcquire()) {
            busy(response, callback);
            return;
        }
        try {
            String type = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
            Optional<String> boundary = Multipart.boundary(type);
            if (boundary.isEmpty()) {
                answer(response, callback, 415);
                return;
            }
            Optional<byte[]> body = body(request);
            if (body.isEmpty()) {
                answer(response, callback, 413);
                return;
            }
            List<byte[]> parts = Multipart.parts(body.get(), boundary.get(), MAX_PARTS, preparer.maxInstanceBytes());
            answer(stored(parts), response, callback);
        } catch (Multipart.MalformedException | IOException e) {
            answer(response, callback, 400);
        } catch (UnavailableException | UncheckedIOException e) {
            LOG.warn("an instance was not taken: {}", e.getMessage());
            busy(response, callback);
        } catch (UserException e) {
            LOG.error("{}", e.getMessage());
            answer(response, callback, 500);
        } finally {
            places.release();
        }
    }

    /** Returns the body; empty if it is larger than two of the largest instances. */
    private Optional<byte[]> body(Request request) throws IOException {
        long most = 2 * preparer.maxInstanceBytes() + ENVELOPE_BYTES;
        if (request.getLength() > most) {
            return Optional.empty();
        }
        long end = System.nanoTime() + BODY_NANOS;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] block = new byte[BLOCK];
        InputStream in = Content.Source.asInputStream(request);
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            body.write(block, 0, n);
            if (body.size() > most) {
                return Optional.empty();
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("the body takes too long");
            }
        }
        return Optional.of(body.toByteArray());
    }

    private List<Outcome> stored(List<byte[]> parts) throws UnavailableException {
        List<Outcome> outcomes = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (byte[] part : parts) {
            try {
                Entry entry = preparer.prepare(part);
                if (entry.identity().text(Tags.SOP_INSTANCE).isEmpty()) {
                    outcomes.add(new Outcome("", "", CANNOT_UNDERSTAND));
                } else {
                    entries.add(entry);
                    outcomes.add(outcome(entry));
                }
            } catch (DicomException e) {
                outcomes.add(new Outcome("", "", CANNOT_UNDERSTAND));
            }
        }
        ledger.commit(entries);
        return outcomes;
    }

    /** What became of a part: stored if {@code failure} is 0. */
    private record Outcome(String sopClass, String sopInstance, int failure) {}

    private static Outcome outcome(Entry entry) {
        int failure = entry.refusal()
                .map(reason -> switch (reason) {
                    case MALFORMED, UNSUPPORTED_ENCODING -> CANNOT_UNDERSTAND;
                    case NO_IMAGE, NOT_ROUTED -> NOT_SUPPORTED;
                    default -> PROCESSING_FAILURE;
                })
                .orElse(0);
        return new Outcome(
                entry.identity().text(Tags.SOP_CLASS), entry.identity().text(Tags.SOP_INSTANCE), failure);
    }

    private static void answer(List<Outcome> outcomes, Response response, Callback callback) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode stored = JSON.createArrayNode();
        ArrayNode failed = JSON.createArrayNode();
        for (Outcome outcome : outcomes) {
            ObjectNode item = outcome.failure == 0 ? stored.addObject() : failed.addObject();
            item.putObject("00081150").put("vr", "UI").putArray("Value").add(outcome.sopClass);
            item.putObject("00081155").put("vr", "UI").putArray("Value").add(outcome.sopInstance);
            if (outcome.failure != 0) {
                item.putObject("00081197").put("vr", "US").putArray("Value").add(outcome.failure);
            }
        }
        if (!stored.isEmpty()) {
            answer.putObject("00081199").put("vr", "SQ").set("Value", stored);
        }
        if (!failed.isEmpty()) {
            answer.putObject("00081198").put("vr", "SQ").set("Value", failed);
        }
        response.setStatus(failed.isEmpty() ? 200 : stored.isEmpty() ? 409 : 202);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/dicom+json");
        response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(answer)), callback);
    }

    private static void busy(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
        answer(response, callback, 503);
    }

    private static void answer(Response response, Callback callback, int status) {
        response.setStatus(status);
        // What is left of the body is not read.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        callback.succeeded();
    }
}
