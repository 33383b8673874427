package io.github.trocr4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the packages. Who needs something from behind a wall passes it as an argument from outside. */
@AnalyzeClasses(packages = "io.github.trocr4j", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.trocr4j";

    @ArchTest
    static final ArchRule packagesFormNoCycles = slices().matching("io.github.(trocr4j..)")
            .namingSlices("$1")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule sourcesOfDataKnowNeitherEachOtherNorTheModel = noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".data..", ROOT + ".image..", ROOT + ".checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", ROOT, ROOT + ".model..", ROOT + ".train..", ROOT + ".report..");

    @ArchTest
    static final ArchRule dataStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".data..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".image..", ROOT + ".checkpoint..", ROOT + ".eval..");

    @ArchTest
    static final ArchRule imageStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".data..", ROOT + ".checkpoint..", ROOT + ".eval..");

    @ArchTest
    static final ArchRule pictureFilesKnowPicturesOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".image.file")
            .should()
            .dependOnClassesThat(
                    resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(ROOT + ".image", ROOT + ".image.file")));

    @ArchTest
    static final ArchRule rowsOfDigitsKnowPicturesOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".image.row")
            .should()
            .dependOnClassesThat(
                    resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(ROOT + ".image", ROOT + ".image.row")));

    @ArchTest
    static final ArchRule picturesKnowNeitherFilesNorRows = noClasses()
            .that()
            .resideInAPackage(ROOT + ".image")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".image.file", ROOT + ".image.row");

    @ArchTest
    static final ArchRule checkpointStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".data..", ROOT + ".image..", ROOT + ".eval..");

    @ArchTest
    static final ArchRule hubKnowsHttpOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".hub..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(ROOT + ".hub..", ROOT + ".http..")));

    @ArchTest
    static final ArchRule httpStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".http..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".http..")));

    @ArchTest
    static final ArchRule onlyHttpOpensConnections = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule textStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".text..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".text..")));

    @ArchTest
    static final ArchRule jsonStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".json..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".json..")));

    @ArchTest
    static final ArchRule nativesStandAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".natives..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".natives..")))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule engineKnowsPlansAndNativesOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".engine..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                    .and(resideOutsideOfPackages(ROOT + ".engine..", ROOT + ".plan..", ROOT + ".natives..")));

    @ArchTest
    static final ArchRule planStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".plan..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".plan..")));

    @ArchTest
    static final ArchRule theServiceKnowsTheFacadeAndPicturesOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".serve..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                    .and(resideOutsideOfPackages(ROOT, ROOT + ".serve..", ROOT + ".image..")));

    @ArchTest
    static final ArchRule nobodyButTheCommandLineSeesTheService = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".serve..", ROOT + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".serve..");

    @ArchTest
    static final ArchRule onlyPackagesThatComputeKnowNd4j = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT,
                    ROOT + ".bench..",
                    ROOT + ".convert..",
                    ROOT + ".engine..",
                    ROOT + ".model..",
                    ROOT + ".plan..",
                    ROOT + ".train..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.nd4j..");

    @ArchTest
    static final ArchRule theTrainingLoopKnowsNothingOfWorkers = noClasses()
            .that()
            .resideInAPackage(ROOT + ".train")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".train.distributed");

    @ArchTest
    static final ArchRule runsKnowTrainingFiguresAndTheFacade = noClasses()
            .that()
            .resideInAPackage(ROOT + ".run..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                    .and(resideOutsideOfPackages(
                            ROOT,
                            ROOT + ".run..",
                            ROOT + ".train..",
                            ROOT + ".engine..",
                            ROOT + ".model..",
                            ROOT + ".data..",
                            ROOT + ".image..",
                            ROOT + ".eval..",
                            ROOT + ".report..",
                            ROOT + ".json..",
                            ROOT + ".natives..")));

    @ArchTest
    static final ArchRule onlyTheCommandLineAndRunsOnSparkKnowRuns = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".run..", ROOT + ".cli..", ROOT + ".spark.run..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".run..");

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsItsLibraries = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "me.tongfei..");

    @ArchTest
    static final ArchRule onlyItsOwnPackagesAndTheCommandLineKnowSpark = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".spark..", ROOT + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".spark..", "org.apache.spark..", "org.apache.hadoop..", "scala..");

    @ArchTest
    static final ArchRule workersOfSparkKnowTrainingAndNoFilesOfRuns = noClasses()
            .that()
            .resideInAPackage(ROOT + ".spark.train..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                    .and(resideOutsideOfPackages(
                            ROOT,
                            ROOT + ".spark.train..",
                            ROOT + ".train..",
                            ROOT + ".model..",
                            ROOT + ".engine..",
                            ROOT + ".data..",
                            ROOT + ".image..",
                            ROOT + ".natives..")))
            .allowEmptyShould(true); // they are built with -Pspark only

    @ArchTest
    static final ArchRule nobodySeesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".cli..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    // Package spark and the commands for it are there in the profile of that name only.

    @ArchTest
    static final ArchRule readingOnSparkKnowsTheFacadePicturesAndNativesOnly = noClasses()
            .that()
            .resideInAPackage(ROOT + ".spark.read..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..")
                    .and(resideOutsideOfPackages(ROOT, ROOT + ".spark.read..", ROOT + ".image..", ROOT + ".natives..")))
            .allowEmptyShould(true);
}
