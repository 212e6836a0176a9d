// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How times are printed, always in UTC. The names are those that the command line takes. */
public enum TimeFormat {
    STAMP_MILLI("StampMilli", pattern("MMM ppd HH:mm:ss.SSS")),
    YEAR_MONTH_DAY("YearMonthDay", pattern("yyyy-MM-dd")),
    YEAR_MONTH_DAY_HOUR("YearMonthDayHour", pattern("yyyy-MM-dd'T'HH'Z'")),
    YEAR_MONTH_DAY_HOUR_MINUTE("YearMonthDayHourMinute", pattern("yyyy-MM-dd'T'HH:mm'Z'")),
    RFC3339("RFC3339", pattern("yyyy-MM-dd'T'HH:mm:ss'Z'")),
    RFC3339_MILLI("RFC3339Milli", fraction(3)),
    RFC3339_MICRO("RFC3339Micro", fraction(6)),
    RFC3339_NANO("RFC3339Nano", fraction(9)),
    RFC1123Z("RFC1123Z", pattern("EEE, dd MMM yyyy HH:mm:ss Z"));

    private final String text;
    private final DateTimeFormatter formatter;

    TimeFormat(String text, DateTimeFormatter formatter) {
        this.text = text;
        this.formatter = formatter;
    }

    public String text() {
        return text;
    }

    /** The format of a name, in any case of letters. */
    public static Optional<TimeFormat> named(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text.equalsIgnoreCase(text))
                .findFirst();
    }

    /** A time in this format; digits that it leaves out are cut off, not rounded. */
    public String format(Instant time) {
        return formatter.format(time);
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
    }

    /** Seconds with up to so many digits after the point; zeros at the end are left out. */
    private static DateTimeFormatter fraction(int digits) {
        return new DateTimeFormatterBuilder()
                .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
                .appendFraction(ChronoField.NANO_OF_SECOND, 0, digits, true)
                .appendLiteral('Z')
                .toFormatter(Locale.US)
                .withZone(ZoneOffset.UTC);
    }
}
