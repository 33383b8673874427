package io.github.trocr4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.trocr4j.model.Initialisation;
import io.github.trocr4j.model.Weights;

/** The walls between the packages. Who needs something from behind a wall passes it as an argument from outside. */
@AnalyzeClasses(packages = "io.github.trocr4j", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.trocr4j";

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
    static final ArchRule checkpointStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".data..", ROOT + ".image..", ROOT + ".eval..");

    @ArchTest
    static final ArchRule hubStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".hub..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".hub..")));

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
    static final ArchRule whoMakesWeightsStartsTheEngineBefore = classes()
            .that(callOrReferTo(Weights.class, "from").or(callOrReferTo(Initialisation.class, "fresh")))
            .and()
            .resideOutsideOfPackage(ROOT + ".model..")
            .should()
            .callMethod(Engine.class, "start");

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
    static final ArchRule onlyModelPlanTrainAndTheFacadeKnowNd4j = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT, ROOT + ".model..", ROOT + ".plan..", ROOT + ".train..")
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
                            ROOT + ".data..",
                            ROOT + ".image..",
                            ROOT + ".natives..")))
            .allowEmptyShould(true); // they are built with -Pspark only

    @ArchTest
    static final ArchRule nobodySeesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".cli..");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli..")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
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

    private static DescribedPredicate<JavaClass> callOrReferTo(Class<?> owner, String method) {
        return DescribedPredicate.describe(
                "call " + owner.getSimpleName() + "." + method,
                user -> user.getCodeUnitAccessesFromSelf().stream()
                        .anyMatch(access -> access.getTargetOwner().isEquivalentTo(owner)
                                && access.getTarget().getName().equals(method)));
    }
}
