// SPDX-License-Identifier: Apache-2.0
package io.axoneme.cli.policy;

/** How a verb prints. */
enum OutputFormat {
    text,
    json
}
