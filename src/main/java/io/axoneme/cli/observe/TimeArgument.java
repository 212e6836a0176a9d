// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.observe;

import io.axoneme.flow.print.TimeFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Points in time on the command line: a duration before now, as in {@code 1h30m}, or one of the formats of {@link TimeFormat}. */
public final class TimeArgument {

    private static final Pattern PART = Pattern.compile("([0-9]+(?:[.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern DURATION = Pattern.compile("(?:" + PART.pattern() + ")+");

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss.SSS uuuu", Locale.US);
    private static final DateTimeFormatter HOUR = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH[:mm]XXX")
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .toFormatter(Locale.US);

    private TimeArgument() {}

    /**
     * Understands a point in time; without a zone it is in UTC.
     *
     * @throws IllegalArgumentException naming the formats
     */
    static Instant parse(String text, Instant now) {
        var before = duration(text);
        if (before.isPresent()) {
            return now.minus(before.get());
        }
        int year = now.atOffset(ZoneOffset.UTC).getYear();
        List<Function<String, Instant>> formats = List.of(
                value -> OffsetDateTime.parse(value).toInstant(),
                value -> OffsetDateTime.parse(value, HOUR).toInstant(),
                value -> LocalDate.parse(value).atStartOfDay().toInstant(ZoneOffset.UTC),
                value -> OffsetDateTime.parse(
                                value, DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss Z", Locale.US))
                        .toInstant(),
                value -> LocalDateTime.parse(value + " " + year, STAMP).toInstant(ZoneOffset.UTC));
        return formats.stream()
                .flatMap(format -> attempt(format, text).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + text + "\" is neither a duration, as in 1h30m, nor a time, as in 2006-01-02T15:04:05Z"));
    }

    private static double nanoseconds(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> throw new IllegalArgumentException("no unit of time: " + unit);
        };
    }

    private static Optional<Instant> attempt(Function<String, Instant> format, String text) {
        try {
            return Optional.of(format.apply(text));
        } catch (DateTimeException _) {
            // Not this format; the caller says so when it is none of them.
            return Optional.empty();
        }
    }

    /** A duration, as in {@code 1h30m} or {@code 1.5s}; empty when it is none. */
    public static Optional<Duration> duration(String text) {
        if (!DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        double nanoseconds = 0;
        var parts = PART.matcher(text);
        while (parts.find()) {
            nanoseconds += Double.parseDouble(parts.group(1)) * nanoseconds(parts.group(2));
        }
        return Optional.of(Duration.ofNanos((long) nanoseconds));
    }
}
