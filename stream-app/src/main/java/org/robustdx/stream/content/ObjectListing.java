package org.robustdx.stream.content;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.robustdx.inference.image.SystemFiles;
import org.robustdx.schemas.ContentReference;
import org.robustdx.stream.config.ObjectRoot;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists the objects below a root, by ListObjectsV2, page by page. */
final class ObjectListing {
    private ObjectListing() {}

    /**
     * Returns references without a SHA-256, sorted by URI. Excludes what {@link ImageFolder} excludes, and the markers of
     * folders.
     */
    static List<ContentReference> of(S3Client client, ObjectRoot root) {
        int start = root.prefix().length();
        return client
                .listObjectsV2Paginator(request -> request.bucket(root.bucket()).prefix(root.prefix()))
                .contents()
                .stream()
                .filter(object -> isContent(object.key(), object.key().substring(start)))
                .map(object -> reference(root, object))
                .sorted(Comparator.comparing(ContentReference::getUri))
                .toList();
    }

    private static boolean isContent(String key, String name) {
        return !key.endsWith("/")
                && !name.isEmpty()
                && !name.equals(ImageFolder.MANIFEST)
                && !SystemFiles.contain(Path.of(name.replace('\0', ' ')));
    }

    private static ContentReference reference(ObjectRoot root, S3Object object) {
        return ContentReference.newBuilder()
                .setUri("s3://%s/%s".formatted(root.bucket(), object.key()))
                .setSha256("")
                .setSize(object.size())
                .build();
    }
}
