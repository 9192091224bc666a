package io.furcula.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the architecture: API, then SPI, then one module for each provider. */
class ArchitectureTest {

    private static final String[] CORE = {
        "io.furcula",
        "io.furcula.manager",
        "io.furcula.pool",
        "io.furcula.sync",
        "io.furcula.spi",
        "io.furcula.internal.."
    };
    private static final String[] API = {
        "io.furcula", "io.furcula.manager", "io.furcula.pool", "io.furcula.sync", "io.furcula.spi"
    };
    private static final List<String> PROVIDERS = List.of(
            "io.furcula.spawn", "io.furcula.threading", "io.furcula.forkserver", "io.furcula.fork");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.furcula");

    @Test
    void coreNamesNoProviderAndNoJna() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.furcula.spawn..",
                        "io.furcula.threading..",
                        "io.furcula.fork..",
                        "io.furcula.forkserver..",
                        "io.furcula.forkengine..",
                        "io.furcula.fory..",
                        "io.furcula.shm..",
                        "io.furcula.testkit..",
                        "com.sun.jna..")
                .check(MAIN);
    }

    @Test
    void providersDoNotSeeOneAnother() {
        for (String provider : PROVIDERS) {
            String[] others = PROVIDERS.stream()
                    .filter(p -> !p.equals(provider))
                    .map(p -> p + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(provider + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .allowEmptyShould(true)
                    .check(MAIN);
        }
    }

    @Test
    void forkEngineKnowsNoProvider() {
        noClasses()
                .that()
                .resideInAPackage("io.furcula.forkengine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.furcula.spawn..",
                        "io.furcula.threading..",
                        "io.furcula.fork..",
                        "io.furcula.forkserver..",
                        "io.furcula.shm..",
                        "io.furcula.testkit..")
                .check(MAIN);
    }

    @Test
    void forkEngineIsForStartMethodsThatCopyTheJvm() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.furcula.forkengine..", "io.furcula.fork..", "io.furcula.forkserver..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.furcula.forkengine..")
                .check(MAIN);
    }

    /** A start method needs no more than the API and the SPI, but for one that copies the JVM. */
    @Test
    void internalsAreForThoseThatTheyAreExportedTo() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CORE)
                .and()
                .resideOutsideOfPackages(
                        "io.furcula.forkengine..",
                        "io.furcula.fork..",
                        "io.furcula.forkserver..",
                        "io.furcula.shm..",
                        "io.furcula.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.furcula.internal..")
                .check(MAIN);
    }

    @Test
    void nativeMethodsAreInTheForkEngineAndInSharedMemoryAlone() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages("io.furcula.forkengine..", "io.furcula.shm..")
                .should()
                .haveModifier(JavaModifier.NATIVE)
                .check(MAIN);
    }

    @Test
    void signaturesOfTheApiNameNoInternalAndNoForeignType() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(API)
                .should(nameOnlyTypesOfTheApiOrTheJdk())
                .check(MAIN);
    }

    private static ArchCondition<JavaMethod> nameOnlyTypesOfTheApiOrTheJdk() {
        return new ArchCondition<>("name only types of the API or the JDK") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean visible = method.getModifiers().contains(JavaModifier.PUBLIC)
                        || method.getModifiers().contains(JavaModifier.PROTECTED);
                boolean ownerVisible =
                        method.getOwner().getModifiers().contains(JavaModifier.PUBLIC);
                if (!visible || !ownerVisible) {
                    return;
                }
                Stream.concat(
                                Stream.of(method.getRawReturnType()),
                                method.getRawParameterTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> !isKnownToUsers(type))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " names " + type.getName())));
            }
        };
    }

    private static boolean isKnownToUsers(JavaClass type) {
        return type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || List.of(API).contains(type.getPackageName());
    }

    @Test
    void nobodyUsesWhatTheJdkKeepsToItself() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "jdk.internal..", "com.sun.management..")
                .check(MAIN);
    }

    @Test
    void internalPackagesFormNoCircle() {
        slices().matching("io.furcula.internal.(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void testsWaitForConditionsAndNeverForTime() throws IOException {
        JavaClasses tests = new ClassFileImporter().importPaths(testClasses());
        assertThat(tests).isNotEmpty();
        noClasses()
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "sleeps for a time",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && call.getName().equals("sleep")))
                .check(tests);
    }

    /** Of every module that has been built. */
    private static List<Path> testClasses() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of("..").toAbsolutePath().normalize())) {
            return modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
