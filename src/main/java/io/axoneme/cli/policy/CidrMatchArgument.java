// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

import io.axoneme.model.CidrMatchMode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --policy-cidr-match-mode}. */
final class CidrMatchArgument implements ITypeConverter<CidrMatchMode> {

    @Override
    public CidrMatchMode convert(String text) {
        try {
            return CidrMatchMode.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
