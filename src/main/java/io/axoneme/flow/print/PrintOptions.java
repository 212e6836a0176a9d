// SPDX-License-Identifier: Apache-2.0
package io.axoneme.flow.print;

/**
 * What to print.
 *
 * @param nodeName whether the node that saw the flow is printed
 * @param policyNames whether the policies that decided are printed after the verdict
 * @param names whether pods, services and domains stand for addresses
 */
public record PrintOptions(
        TimeFormat timeFormat, boolean nodeName, boolean policyNames, boolean names, Palette palette) {

    public static final PrintOptions DEFAULT =
            new PrintOptions(TimeFormat.STAMP_MILLI, false, false, true, Palette.NONE);
}
