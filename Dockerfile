# trocr4j in a container, with its weights. Needs BuildKit (Docker 23), Podman or Buildah; x86-64.
#
#   docker build -t trocr4j .                        # for the CPU
#   docker build -t trocr4j:cuda --target cuda .     # for NVIDIA's cards (docs/cuda.md); fetches 2.4 GB
#
# Pictures of this folder; a training whose run stays in a volume; the service, for this machine only:
#
#   docker run --rm -v "$PWD:/work:ro" trocr4j predict strip.png
#   docker run --rm -v trocr4j:/work --stop-timeout 150 trocr4j train --minutes 30
#   docker run --rm --read-only --tmpfs /tmp --stop-timeout 30 -p 127.0.0.1:8080:8080 trocr4j serve --host 0.0.0.0
#
# With a card: the same with --gpus all and trocr4j:cuda. Options of Java go into -e JAVA_TOOL_OPTIONS=-Xmx4g. As another
# user, such as the owner of a folder: --user "$(id -u):$(id -g)".
#
# The images are based on glibc: the native libraries of ND4J are built for it, not for musl.

FROM maven:3.9-eclipse-temurin-17 AS jre
# What jdeps says of the jars (--print-module-deps), and jdk.crypto.ec for downloads over TLS.
RUN jlink --add-modules java.base,java.compiler,java.desktop,java.net.http,java.sql,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported \
        --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 --output /opt/trocr4j/jre \
    && /opt/trocr4j/jre/bin/java -Xshare:dump

FROM maven:3.9-eclipse-temurin-17 AS sources
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY tools/container-files tools/
COPY bin/trocr4j bin/
COPY weights weights
COPY src/main src/main

FROM sources AS build-cpu
# Tests and format are looked at where the sources are written.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true \
    && tools/container-files /opt/trocr4j
COPY --from=jre /opt/trocr4j/jre /opt/trocr4j/jre
COPY docs/readings.png /opt/trocr4j/docs/readings.png
# The first start makes the archive of Java's classes. It holds for these files at this place, so it is made of them, here.
RUN /opt/trocr4j/bin/trocr4j predict /opt/trocr4j/docs/readings.png \
    && test -s /opt/trocr4j/trocr4j-*.jsa \
    && rm -r /opt/trocr4j/docs

FROM sources AS build-cuda
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -Pcuda package -Dmaven.test.skip=true -Dspotless.check.skip=true \
    && tools/container-files /opt/trocr4j
COPY --from=jre /opt/trocr4j/jre /opt/trocr4j/jre

FROM debian:bookworm-slim AS runtime
RUN groupadd --gid 1000 trocr4j \
    && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /work trocr4j \
    && install --directory --owner=1000 --group=1000 /work
LABEL org.opencontainers.image.title="trocr4j" \
      org.opencontainers.image.description="Trains on and reads strips of five handwritten digits" \
      org.opencontainers.image.licenses="Apache-2.0"
# UTF-8: names of files. The folder of libraries: for those that other libraries are linked with.
ENV LANG=C.UTF-8 \
    LD_LIBRARY_PATH=/opt/trocr4j/natives
USER 1000:1000
# Pictures, digits and runs.
WORKDIR /work
EXPOSE 8080
STOPSIGNAL SIGTERM
COPY tools/container-health /opt/trocr4j/bin/health
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/opt/trocr4j/bin/health"]
ENTRYPOINT ["/opt/trocr4j/bin/trocr4j"]
CMD ["--help"]

FROM runtime AS cuda
# What NVIDIA's container toolkit brings in: the cards, and of the driver what computes.
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=build-cuda /opt/trocr4j /opt/trocr4j

# The last stage is the one that is built without --target.
FROM runtime AS cpu
COPY --from=build-cpu /opt/trocr4j /opt/trocr4j
