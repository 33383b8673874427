package io.github.trocr4j.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CudaRuntimeTest {
    private static final String OR_CPU = ", or take the build for the CPU (mvn package without -Pcuda).";

    @Test
    void startsWhereItsLibrariesLoadAndSeeTheCards() {
        assertThat(CudaPreflight.CudaRuntime.refusal(Works.class.getName(), Works.class.getName()))
                .isEmpty();
    }

    @Test
    void aDriverThatIsTooOldForItIsNamedAsCudaNamesIt() {
        assertThat(CudaPreflight.CudaRuntime.refusal(OldDriver.class.getName(), Works.class.getName()))
                .contains("CUDA 11.6 does not start with this driver (cudaGetDeviceCount returned 35,"
                        + " cudaErrorInsufficientDriver): update the driver if nvidia-smi shows one older than 510; otherwise check"
                        + " whether another program holds the card" + OR_CPU);
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNamed() {
        String sentence = "The libraries of CUDA 11.6 cannot be loaded (UnsatisfiedLinkError, no space for libcublas):"
                + " see whether 4 GB are free where JavaCPP unpacks them, ~/.javacpp" + OR_CPU;
        assertThat(CudaPreflight.CudaRuntime.refusal(Works.class.getName(), NotLoaded.class.getName()))
                .contains(sentence);
        assertThat(CudaPreflight.CudaRuntime.refusal(NotLoadedAtTheCall.class.getName(), Works.class.getName()))
                .contains(sentence);
    }

    @Test
    void aBuildWithoutItSaysSo() {
        assertThat(CudaPreflight.CudaRuntime.refusal("no.such.Cudart", Works.class.getName())
                        .orElseThrow())
                .startsWith("The libraries of CUDA 11.6 cannot be loaded (ClassNotFoundException, no.such.Cudart): ");
    }

    /** Names and types as in org.bytedeco.cuda.global.cudart. */
    public static final class Works {
        private Works() {}

        public static int cudaGetDeviceCount(int[] count) {
            count[0] = 1;
            return 0;
        }
    }

    public static final class OldDriver {
        private OldDriver() {}

        public static int cudaGetDeviceCount(int[] count) {
            return 35;
        }

        public static Text cudaGetErrorName(int error) {
            return new Text(error == 35 ? "cudaErrorInsufficientDriver" : "another");
        }
    }

    /** Like JavaCPP's BytePointer. */
    public record Text(String getString) {}

    public static final class NotLoaded {
        static final int LOADED = load();

        private NotLoaded() {}
    }

    public static final class NotLoadedAtTheCall {
        private NotLoadedAtTheCall() {}

        public static int cudaGetDeviceCount(int[] count) {
            return load();
        }
    }

    private static int load() {
        throw new UnsatisfiedLinkError("no space for libcublas");
    }
}
