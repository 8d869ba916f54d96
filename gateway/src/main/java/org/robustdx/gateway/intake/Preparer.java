package org.robustdx.gateway.intake;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.robustdx.gateway.archive.Uids;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.DicomException;
import org.robustdx.gateway.dicom.DicomObject;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.Pseudonymiser;
import org.robustdx.gateway.pseudonym.Pseudonyms;
import org.robustdx.schemas.ImageEvent;

/** Turns an instance into an image event without identifiers, or refuses it. The same instance always gets the same event. Thread-safe. */
public final class Preparer {
    private static final String DICOM = "application/dicom";

    private final Pseudonyms pseudonyms;
    private final Pseudonymiser pseudonymiser;
    private final Routes routes;
    private final IntakeSettings settings;
    private final Optional<LargeContent> large;

    /** @param large keeps images over {@code maxImageBytes}; without it they are refused */
    public Preparer(GatewayKey key, Routes routes, IntakeSettings settings, Optional<LargeContent> large) {
        this.pseudonyms = new Pseudonyms(key);
        this.pseudonymiser = new Pseudonymiser(pseudonyms, settings.burnedInAccepted());
        this.routes = routes;
        this.settings = settings;
        this.large = large;
    }

    /** Returns the pseudonym of an instance. */
    public String id(String sopInstance) {
        return pseudonyms.uid(sopInstance);
    }

    /** Returns the largest instance that is taken, in bytes. */
    long maxInstanceBytes() {
        return settings.maxInstanceBytes();
    }

    /** Returns the routes. */
    Routes routes() {
        return routes;
    }

    /** Returns the entry of an instance that the archive sent when it was asked for this place. */
    Entry prepare(Place place, byte[] content) {
        String id = id(place.instance());
        try {
            DicomObject object = Pseudonymiser.parse(content, settings.maxInstanceBytes());
            return object.sopInstance().equals(place.instance())
                    ? prepare(object)
                    : Entry.refused(id, place.identity(), RefusalReason.OTHER_INSTANCE);
        } catch (DicomException e) {
            return Entry.refused(id, place.identity(), reason(e));
        }
    }

    /** Returns the entry of an instance at a place whose size is over the limit. */
    Entry tooLarge(Place place) {
        return Entry.refused(id(place.instance()), place.identity(), RefusalReason.TOO_LARGE);
    }

    /**
     * Returns the entry of an instance that was sent without being asked for.
     *
     * @throws DicomException if it cannot be read, so that not even its identifier is known
     */
    Entry prepare(byte[] content) throws DicomException {
        return prepare(Pseudonymiser.parse(content, settings.maxInstanceBytes()));
    }

    /** Returns whether an object has the identifiers that every instance has. */
    static boolean isIdentified(DataSet data) {
        return Uids.isValid(data.text(Tags.SOP_CLASS))
                && Uids.isValid(data.text(Tags.SOP_INSTANCE))
                && Uids.isValid(data.text(Tags.STUDY_INSTANCE))
                && Uids.isValid(data.text(Tags.SERIES_INSTANCE));
    }

    private static RefusalReason reason(DicomException e) {
        return e.isUnsupported() ? RefusalReason.UNSUPPORTED_ENCODING : RefusalReason.MALFORMED;
    }

    private Entry prepare(DicomObject object) {
        DataSet data = object.data();
        Identity identity = Identity.of(data);
        String id = id(object.sopInstance());
        if (!isIdentified(data)) {
            return Entry.refused(id, identity, RefusalReason.MALFORMED);
        }
        if (data.get(Tags.PIXEL_DATA).isEmpty()) {
            return Entry.refused(id, identity, RefusalReason.NO_IMAGE);
        }
        String modality = data.text(Tags.MODALITY);
        Optional<String> task = routes.task(modality, data.text(Tags.BODY_PART));
        if (task.isEmpty()) {
            return Entry.refused(id, identity, RefusalReason.NOT_ROUTED);
        }
        if (pseudonymiser.refusesBurnedIn(data)) {
            return Entry.refused(id, identity, RefusalReason.BURNED_IN_ANNOTATION);
        }
        byte[] content = pseudonymiser.rewrite(object);
        boolean inline = content.length <= settings.sizes().maxImageBytes();
        if (!inline && large.isEmpty()) {
            return Entry.refused(id, identity, RefusalReason.TOO_LARGE);
        }
        ImageEvent event = ImageEvent.newBuilder()
                .setImageId(id)
                .setSource(source(data))
                .setModality(modality)
                .setTask(task.get())
                .setContent(inline ? ByteBuffer.wrap(content) : large.get().put(content))
                .setMediaType(DICOM)
                .build();
        return Entry.taken(id, identity, event);
    }

    /** Returns the name of the gateway's source and, where the image names its device, a pseudonym of the device. */
    private String source(DataSet data) {
        String device = data.text(Tags.STATION_NAME) + '\0' + data.text(Tags.DEVICE_SERIAL_NUMBER);
        return device.length() == 1 ? settings.source() : settings.source() + "-" + pseudonyms.text("device", device);
    }
}
