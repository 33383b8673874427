/** Reads faster, with the JDK's Vector API. An application needs nothing of it but its presence. */
module io.github.trocr4j.vector {
    requires io.github.trocr4j;
    requires jdk.incubator.vector;

    provides io.github.trocr4j.forward.Products with
            io.github.trocr4j.vector.VectorProducts;
}
