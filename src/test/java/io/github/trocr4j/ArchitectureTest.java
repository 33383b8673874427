package io.github.trocr4j;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What packages may depend on: the table "Package boundaries" of CONTRIBUTING.md, and further rules. */
@AnalyzeClasses(packages = "io.github.trocr4j", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.github.trocr4j";
    private static final Path TABLE = Path.of("CONTRIBUTING.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9.]+)` \\|[^|]*\\|([^|]*)\\|$", Pattern.MULTILINE);

    /** The libraries of the table and their packages. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "ND4J", List.of("org.nd4j..", "org.bytedeco.."),
            "Deeplearning4j", List.of("org.deeplearning4j.."),
            "JNA", List.of("com.sun.jna.."),
            "commons-io", List.of("org.apache.commons.io.."),
            "commons-csv", List.of("org.apache.commons.csv.."),
            "HTTP client", List.of("java.net.http.."),
            "HTTP server", List.of("com.sun.net.."),
            "Spark", List.of("org.apache.spark..", "scala.."),
            "Hadoop", List.of("org.apache.hadoop.."),
            "picocli", List.of("picocli..", "me.tongfei.."));

    @ArchTest
    static void packagesKnowWhatTheirRowAllows(JavaClasses classes) throws IOException {
        List<String> violations = new ArrayList<>();
        rows().forEach((name, allowed) -> {
            if (!allowed.equals(Set.of("everything"))) {
                EvaluationResult result = wall(name, allowed).evaluate(classes);
                if (result.hasViolation()) {
                    violations.addAll(result.getFailureReport().getDetails());
                }
            }
        });
        assertThat(violations)
                .as("dependencies that the table in %s does not allow: pass what is needed as an argument", TABLE)
                .isEmpty();
    }

    @ArchTest
    static void everyPackageHasARow(JavaClasses classes) throws IOException {
        Set<String> named = new LinkedHashSet<>();
        rows().keySet().forEach(name -> named.add(full(name)));
        assertThat(classes.stream()
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .map(type -> type.getPackageName())
                        .distinct())
                .as("packages that the table in %s has to say something about", TABLE)
                .isSubsetOf(named);
    }

    @ArchTest
    static final ArchRule packagesFormNoCycles = slices().matching("io.github.(trocr4j..)")
            .namingSlices("$1")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandLinePrintsAndExits = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".cli")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    /** The classes that pom.xml puts into trocr4j-reader.jar, in which no others are. */
    @ArchTest
    static void theReaderNeedsNothingButTheJdk(JavaClasses classes) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        int start = pom.indexOf("<id>jar-that-reads</id>");
        String jar = pom.substring(start, pom.indexOf("/reader</directory>", start));
        List<String> packages = names(jar, "include>io/github/(trocr4j[a-z/]*)/(?:\\*\\*|\\*\\.class)<");
        List<String> excluded = names(jar, "exclude>io/github/trocr4j/(\\w+)\\*<");
        assertThat(packages).contains("trocr4j", "trocr4j/forward");
        assertThat(excluded).contains("TrOcr");
        DescribedPredicate<JavaClass> inTheJar = DescribedPredicate.describe(
                "in the jar",
                type -> packages.stream().anyMatch(name -> isIn(type, name))
                        && (!type.getPackageName().equals(ROOT)
                                || excluded.stream()
                                        .noneMatch(type.getName().substring(ROOT.length() + 1)::startsWith)));
        noClasses()
                .that(inTheJar)
                .should()
                .dependOnClassesThat(DescribedPredicate.not(inTheJar)
                        .and(DescribedPredicate.not(resideInAnyPackage("java..", "javax.."))))
                .because("trocr4j-reader.jar has no dependency")
                .check(classes);
    }

    /** Sub-packages are in the jar, too, but not those of the API's package. */
    private static boolean isIn(JavaClass type, String folder) {
        String name = "io.github." + folder.replace('/', '.');
        return type.getPackageName().equals(name)
                || (!name.equals(ROOT) && type.getPackageName().startsWith(name + "."));
    }

    private static List<String> names(String jar, String pattern) {
        return Pattern.compile(pattern)
                .matcher(jar)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static ArchRule wall(String name, Set<String> allowed) {
        List<String> packages = new ArrayList<>(List.of(full(name)));
        List<String> refused = new ArrayList<>();
        LIBRARIES.forEach((library, prefixes) -> {
            if (!allowed.contains(library)) {
                refused.addAll(prefixes);
            }
        });
        allowed.stream().filter(word -> !LIBRARIES.containsKey(word)).forEach(word -> packages.add(full(word)));
        return noClasses()
                .that()
                .resideInAPackage(full(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(resideOutsideOfPackages(packages.toArray(String[]::new)))
                        .or(resideInAnyPackage(refused.toArray(String[]::new))))
                .allowEmptyShould(true); // Spark's packages exist only with -Pspark
    }

    /** The packages and {@link #LIBRARIES} that each package may depend on. */
    private static Map<String, Set<String>> rows() throws IOException {
        Map<String, Set<String>> rows = new LinkedHashMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(TABLE)).results().toList()) {
            Set<String> allowed = new LinkedHashSet<>(
                    List.of(row.group(2).replace("`", "").strip().split(", ")));
            allowed.remove("");
            rows.put(row.group(1), allowed);
        }
        Set<String> unknown = new LinkedHashSet<>();
        rows.values().forEach(unknown::addAll);
        unknown.removeAll(rows.keySet());
        unknown.removeAll(LIBRARIES.keySet());
        unknown.remove("everything");
        assertThat(unknown)
                .as("words in the last column that are no package and no library")
                .isEmpty();
        return rows;
    }

    private static String full(String name) {
        return name.equals("trocr4j") ? ROOT : ROOT + "." + name;
    }
}
