// SPDX-License-Identifier: Apache-2.0
package io.axoneme.layers;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LayersTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(Layer.ROOT);

    /** Packages and classes that reach out of the process, or bring in a second thread. */
    private static final List<String> WORLD = List.of(
            "java.net.",
            "java.nio.file.",
            "java.nio.channels.",
            "java.io.File",
            "java.io.RandomAccessFile",
            "java.lang.Thread",
            "java.lang.Process",
            "java.util.Timer",
            "java.util.concurrent.Executor",
            "java.util.concurrent.ForkJoin",
            "java.util.concurrent.CompletableFuture",
            "java.util.concurrent.ThreadLocalRandom");

    /** Methods that read the wall clock, beside those of java.time. */
    private static final Set<String> WALL = Set.of(
            "java.lang.System.currentTimeMillis()",
            "java.util.Date.<init>()",
            "java.util.Calendar.getInstance()",
            "java.util.GregorianCalendar.<init>()");

    /** Other methods whose answer depends on when or where they are called. */
    private static final Set<String> AMBIENT = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.lang.Runtime.getRuntime",
            "java.util.UUID.randomUUID");

    /** Wire a clock into what stamps flows, Events and marks; or say when a command was called. */
    private static final Set<String> WALL_READERS =
            Set.of("OperatorBeans", "OperatorParts", "NodeAgent", "Flows", "ObserveCommand", "SysdumpCommand");

    private static final String PURE = "the core takes values and returns values; time and randomness are parameters";

    @Test
    void everyPackageIsALayerAndEveryLayerAPackage() {
        var found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));
        var listed = Layer.ALL.stream().map(Layer::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(listed, found, "packages below " + Layer.ROOT + " and the table of layers differ");
    }

    @Test
    void arrowsPointToEarlierLayersOnly() {
        var earlier = new HashSet<String>();
        for (var layer : Layer.ALL) {
            assertTrue(earlier.containsAll(layer.imports()), layer.name() + " imports a layer that stands after it");
            assertTrue(earlier.add(layer.name()), layer.name() + " stands in the table twice");
        }
    }

    @TestFactory
    Stream<DynamicTest> layerUsesOnlyWhatItMay() {
        return Layer.ALL.stream()
                .map(layer -> dynamicTest(
                        layer.name(),
                        () -> classes()
                                .that()
                                .resideInAPackage(layer.pattern())
                                .should()
                                .onlyDependOnClassesThat(allowedIn(layer))
                                .because(layer.why())
                                .check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> coreTouchesNoFileNetworkThreadOrClock() {
        return Layer.ALL.stream()
                .filter(layer -> layer.kind() == Layer.Kind.CORE)
                .flatMap(layer -> Stream.of(
                        dynamicTest(
                                layer.name() + ": world",
                                () -> noClasses()
                                        .that()
                                        .resideInAPackage(layer.pattern())
                                        .should()
                                        .dependOnClassesThat(describe("reach out of the process", LayersTest::isWorld))
                                        .because(PURE)
                                        .check(CLASSES)),
                        dynamicTest(
                                layer.name() + ": time",
                                () -> noClasses()
                                        .that()
                                        .resideInAPackage(layer.pattern())
                                        .should()
                                        .accessTargetWhere(
                                                describe("it reads a clock or the environment", LayersTest::isAmbient))
                                        .because(PURE)
                                        .check(CLASSES))));
    }

    @Test
    void verbsStartWithoutQuarkus() {
        noClasses()
                .that()
                .resideInAPackage("io.axoneme.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.javaoperatorsdk..", "jakarta.enterprise..", "jakarta.inject..")
                .because("a verb answers in less than half a second; booting Quarkus alone takes longer")
                .check(CLASSES);
    }

    /** The SDK's timer keeps the task of each reconciliation until it is due, ten hours if nothing is said, though the next one takes its place. */
    @Test
    void everyReconcilerIsWokenSoonByItsTimer() {
        classes()
                .that()
                .areAnnotatedWith(ControllerConfiguration.class)
                .should()
                .beAnnotatedWith(
                        describe("a longest time between reconciliations of an hour or less", LayersTest::isWokenSoon))
                .because("ten thousand changes would be as many tasks in the heap")
                .check(CLASSES);
    }

    @Test
    void wallTimeIsReadWherePeopleAreToldIt() {
        noClasses()
                .that(describe("decide anything by time", c -> !WALL_READERS.contains(c.getSimpleName())))
                .should()
                .accessTargetWhere(describe("it reads the wall clock", LayersTest::isWallClock))
                .because("whoever sets the clock must not change what is done: durations are of System.nanoTime, and"
                        + " parts that stamp something are handed a Clock by those who wire them")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(Layer.ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("two packages that need each other are one package")
                .check(CLASSES);
    }

    private static boolean isWokenSoon(JavaAnnotation<?> annotation) {
        if (!annotation.getRawType().isEquivalentTo(ControllerConfiguration.class)) {
            return false;
        }
        var longest = annotation.as(ControllerConfiguration.class).maxReconciliationInterval();
        // The SDK of Quarkus makes ten hours of "never".
        return longest.interval() > 0 && longest.timeUnit().toMinutes(longest.interval()) <= 60;
    }

    private static DescribedPredicate<JavaClass> allowedIn(Layer layer) {
        var libraries = layer.outside().equals(Layer.ANYTHING) ? "any library" : "libraries " + layer.outside();
        return describe("are its own, of " + layer.imports() + " or of " + libraries, target -> {
            var type = target.getBaseComponentType();
            return type.isPrimitive() || layer.mayUse(type.getPackageName());
        });
    }

    private static boolean isWorld(JavaClass target) {
        // A URI is text taken apart; it opens nothing.
        return !target.getName().startsWith("java.net.URI")
                && WORLD.stream().anyMatch(target.getBaseComponentType().getName()::startsWith);
    }

    private static boolean isWallClock(JavaAccess<?> access) {
        var name = access.getName();
        boolean ofTime = access.getTargetOwner().getName().startsWith("java.time.");
        return (ofTime && (name.equals("now") || name.startsWith("system")))
                || WALL.contains(access.getTarget().getFullName());
    }

    private static boolean isAmbient(JavaAccess<?> access) {
        return isWallClock(access)
                || AMBIENT.contains(access.getTargetOwner().getName() + "." + access.getName())
                || isUnseeded(access);
    }

    private static boolean isUnseeded(JavaAccess<?> access) {
        return access.getTarget().getFullName().equals("java.util.Random.<init>()");
    }
}
