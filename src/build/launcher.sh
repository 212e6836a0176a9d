#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs axoneme from the folder that this file lies in. AXONEME_JAVA_OPTS adds flags of the JVM, separated by blanks.
self=$(readlink -f "$0")
here=${self%/*}
java=@JAVA_HOME@/bin/java
if [ ! -x "$java" ]; then
	java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fi
case ${1:-} in
operator | agent | relay | proxy) flags=role cache=$1 ;;
*) flags=verb cache=verb ;;
esac
if [ -s "$here/$cache.aot" ]; then
	# A cache of another build or JDK is passed over in silence: it only makes the start faster.
	cache="-XX:AOTCache=$here/$cache.aot -Xlog:disable -Xlog:all=error:stderr:level -Xlog:aot*=off -Xlog:cds*=off"
else
	cache=
fi
# shellcheck disable=SC2086 # both are lists of words
exec "$java" "@$here/jvm/$flags.args" $cache ${AXONEME_JAVA_OPTS:-} "-Daxoneme.invoked-as=${0##*/}" -jar "$here/axoneme-runner.jar" "$@"
