# The triage console. docker/build.sh console builds what it copies, and then this.
ARG JDK_IMAGE=eclipse-temurin:17-jdk
ARG BASE_IMAGE=debian:bookworm-slim

# A Java runtime of the modules that the console and its libraries use.
FROM ${JDK_IMAGE} AS java
RUN "$JAVA_HOME/bin/jlink" --output /opt/java --no-man-pages --no-header-files --compress=2 \
      --add-modules java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs \
 && /opt/java/bin/java -Xshare:dump >/dev/null \
 && mkdir -p /empty

FROM ${BASE_IMAGE}
ARG MODULE=console
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
# The layers from the one that changes least to the one that changes most: a change of our code sends the last ones, which are small.
COPY --from=java /opt/java /opt/java
COPY ${MODULE}/target/image/lib /opt/robustdx/lib
COPY --from=java --chown=10001:10001 /empty /var/lib/robustdx
COPY robustdx commands.txt /opt/robustdx/
COPY ${MODULE}/target/image/app /opt/robustdx/app
COPY ${MODULE}/target/image/release ${MODULE}/target/image/sbom.cdx.json /opt/robustdx/
# A number, so that a cluster can tell that it is not root. It owns nothing but the folder of its audit file.
USER 10001:10001
WORKDIR /var/lib/robustdx
VOLUME /var/lib/robustdx
ENV ROBUSTDX_HTTP_PORT=8443 ROBUSTDX_HTTP_HOST=0.0.0.0 ROBUSTDX_AUDIT_FILE=/var/lib/robustdx/audit.jsonl
EXPOSE 8443
# Whether it listens: the image holds no client of TLS. A cluster asks /health/ready.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", "</dev/tcp/127.0.0.1/${ROBUSTDX_HTTP_PORT:-8443}"]
ENTRYPOINT ["/opt/robustdx/robustdx"]
CMD ["console"]
