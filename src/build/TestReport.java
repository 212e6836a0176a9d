// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The closing lines of {@code make test}: what ran, the slowest ten, what failed, what was skipped and why. Reads the XML
 * reports of Maven's test plugins below folders, and logs of the other suites: a test's name at the start of a line, {@code FAILED}
 * or {@code skipped: REASON} below it, {@code N passed, N failed} and {@code N skipped} at the end.
 *
 * <p>Fails (status 1) if a test failed, if nothing ran, or if a test was skipped for a reason that is not one of {@link #MAY_SKIP}, or,
 * without root, of {@link #MAY_SKIP_AS_USER}: what could have run, must.
 */
final class TestReport {

    /** Beginnings of reasons that no privilege can remove. */
    private static final List<String> MAY_SKIP = List.of(
            "needs a Docker engine", "needs a kernel with", "needs a user's cluster");

    /** Beginnings of reasons that root and {@code make deps} remove: privileges, and Go for the API server of the tests. */
    private static final List<String> MAY_SKIP_AS_USER =
            List.of("loading programs needs root", "Environment variable [AXONEME_KUBECONFIG] does not exist");

    private static final int SLOWEST = 10;
    private static final Pattern COUNTS = Pattern.compile("(\\d+) (?:checks )?passed(?:, (\\d+) failed)?.*");
    private static final Pattern SKIPS = Pattern.compile("(?:.*, )?(\\d+) skipped");
    private static final Pattern FAILED = Pattern.compile(" +FAILED|FAIL +(.+)");
    private static final Pattern SKIPPED = Pattern.compile(" *skipped: (.+)");

    private enum Result {
        PASSED,
        FAILED,
        SKIPPED
    }

    private record Case(String name, double seconds, Result result, String message) {}

    private final List<Case> cases = new ArrayList<>();
    private int passed;
    private int failed;
    private int skipped;

    public static void main(String... args) throws IOException {
        if (args.length < 2 || !List.of("root", "user").contains(args[0])) {
            System.err.println("usage: TestReport root|user FOLDER-OR-LOG...");
            System.exit(2);
        }
        var report = new TestReport();
        for (int i = 1; i < args.length; i++) {
            report.read(Path.of(args[i]));
        }
        System.exit(report.print(args[0].equals("root")) ? 0 : 1);
    }

    private void read(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            try (var files = Files.list(source)) {
                for (var file : files.filter(TestReport::isReport).sorted().toList()) {
                    readXml(file);
                }
            }
        } else if (Files.exists(source)) {
            readLog(source);
        }
    }

    private static boolean isReport(Path file) {
        var name = file.getFileName().toString();
        return name.startsWith("TEST-") && name.endsWith(".xml");
    }

    private void readXml(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var xml = XMLInputFactory.newDefaultFactory().createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("testcase")) {
                    add(testCase(xml));
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException(file + ": not a test report: " + e.getMessage(), e);
        }
    }

    private static Case testCase(XMLStreamReader xml) throws XMLStreamException {
        var owner = Optional.ofNullable(xml.getAttributeValue(null, "classname")).orElse("");
        var name = owner.replaceFirst("^io\\.axoneme\\.", "") + "." + xml.getAttributeValue(null, "name");
        var seconds = Double.parseDouble(xml.getAttributeValue(null, "time").replace(",", ""));
        var result = Result.PASSED;
        var message = "";
        while (!(xml.next() == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("testcase"))) {
            if (!xml.isStartElement()) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "failure", "error" -> result = Result.FAILED;
                case "skipped" -> result = Result.SKIPPED;
                default -> {
                    continue;
                }
            }
            message = Optional.ofNullable(xml.getAttributeValue(null, "message")).orElse("");
        }
        return new Case(name, seconds, result, message.lines().findFirst().orElse(""));
    }

    private void add(Case found) {
        cases.add(found);
        switch (found.result()) {
            case PASSED -> passed++;
            case FAILED -> failed++;
            case SKIPPED -> skipped++;
        }
    }

    /** Counts come from the closing lines; a line further in says how the test fared whose name stands before it. */
    private void readLog(Path file) throws IOException {
        var name = file.getFileName().toString();
        for (var line : Files.readAllLines(file)) {
            readCounts(line);
            var failure = FAILED.matcher(line);
            var skip = SKIPPED.matcher(line);
            if (failure.matches()) {
                cases.add(new Case(Optional.ofNullable(failure.group(1)).orElse(name), 0, Result.FAILED, ""));
            } else if (skip.matches()) {
                cases.add(new Case(name, 0, Result.SKIPPED, skip.group(1)));
            } else if (!line.isBlank() && !line.startsWith(" ")) {
                name = line;
            }
        }
    }

    private void readCounts(String line) {
        var counts = COUNTS.matcher(line.replaceFirst("^[a-z ]+: ", ""));
        if (counts.matches()) {
            passed += Integer.parseInt(counts.group(1));
            failed += Integer.parseInt(Optional.ofNullable(counts.group(2)).orElse("0"));
        }
        var skips = SKIPS.matcher(line);
        if (skips.matches()) {
            skipped += Integer.parseInt(skips.group(1));
        }
    }

    private boolean print(boolean root) {
        System.out.println("\nSlowest tests");
        cases.stream()
                .filter(found -> found.seconds() > 0)
                .sorted(Comparator.comparingDouble(Case::seconds).reversed())
                .limit(SLOWEST)
                .forEach(found -> System.out.printf("%9.2f s  %s%n", found.seconds(), found.name()));
        list("Skipped", Result.SKIPPED);
        list("Failed", Result.FAILED);
        var refused = cases.stream().filter(found -> isRefused(found, root)).toList();
        refused.forEach(found -> System.out.println("could have run, but was skipped: " + found.name()));
        if (passed == 0) {
            System.out.println("no test ran");
        }
        System.out.printf("%n%d passed, %d failed, %d skipped%n", passed, failed, skipped);
        return failed == 0 && passed > 0 && refused.isEmpty();
    }

    private void list(String title, Result result) {
        var found = cases.stream().filter(one -> one.result() == result).toList();
        if (!found.isEmpty()) {
            System.out.println("\n" + title);
            found.forEach(one -> System.out.println("  " + one.name() + (one.message().isEmpty() ? "" : ": " + one.message())));
        }
    }

    private static boolean isRefused(Case found, boolean root) {
        var allowed = root ? MAY_SKIP : Stream.concat(MAY_SKIP.stream(), MAY_SKIP_AS_USER.stream()).toList();
        return found.result() == Result.SKIPPED && allowed.stream().noneMatch(found.message()::startsWith);
    }
}
