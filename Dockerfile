#   docker build -t trocr4j .
#   docker run --rm -v trocr4j:/work trocr4j --help
#
# The images are based on glibc: the native library of ND4J is built for it, not for musl.

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
# Dependencies change less often than sources: this layer is kept while the pom stays the same.
COPY .mvn .mvn
COPY pom.xml .
RUN mvn -B -ntp dependency:go-offline
COPY src src
COPY weights weights
RUN mvn -B -ntp package -DskipTests

FROM eclipse-temurin:17-jre
RUN useradd --system --create-home trocr4j \
    && mkdir /work \
    && chown trocr4j /work
COPY --from=build /build/target/lib /opt/trocr4j/lib
COPY --from=build /build/target/trocr4j.jar /opt/trocr4j/trocr4j.jar
USER trocr4j
# Data and runs live here.
WORKDIR /work
VOLUME /work
ENTRYPOINT ["java", "-jar", "/opt/trocr4j/trocr4j.jar"]
