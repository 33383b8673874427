package io.github.trocr4j.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorThreadsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local | | 1",
                "local[3] | | 3",
                "local[3,2] | 8 | 3",
                "local[*] | | 0",
                "local-cluster[2,4,1024] | | 4",
                "local-cluster[2,4,1024] | 2 | 2",
                "spark://host:7077 | | 0",
                "spark://host:7077 | 16 | 16",
                "yarn | | 1",
                "yarn | 4 | 4",
                "k8s://https://host | | 1"
            })
    void areTheCoresOfAnExecutor(String master, Integer cores, int expected) {
        SparkConf conf = new SparkConf(false).set("spark.master", master);
        if (cores != null) {
            conf.set("spark.executor.cores", cores.toString());
        }
        assertThat(ExecutorThreads.of(conf)).isEqualTo(expected);
    }
}
