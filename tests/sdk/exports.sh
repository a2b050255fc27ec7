#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# exports.sh FOLDER: every plugin below exports its negotiation and nothing else, has its manifest, needs no executable
# stack and no relocations in its text, and has no symbol that would keep it mapped after it is unloaded.
set -eu
failed=0

complain() {
    echo "$1: $2"
    failed=1
}

count=0
for plugin in "$1"/*.so; do
    count=$((count + 1))
    exported=$(nm -D --defined-only "$plugin" | awk '{ print $3 }')
    [ "$exported" = modvirt_plugin_negotiate_v1 ] || complain "$plugin" "exports $(echo "$exported" | tr '\n' ' ')"
    ! readelf -Ws "$plugin" | grep -q ' UNIQUE ' || complain "$plugin" "has a unique symbol"
    ! readelf -d "$plugin" | grep -q TEXTREL || complain "$plugin" "has relocations in its text"
    readelf -Wl "$plugin" | grep GNU_STACK | grep -qv 'RWE' || complain "$plugin" "needs an executable stack"
    readelf -n "$plugin" | grep -qE '^ +modvirt ' || complain "$plugin" "has no manifest"
    ! readelf -d "$plugin" | grep -q 'libmodvirt' || complain "$plugin" "is linked to the core"
done
[ "$count" -gt 0 ] || complain "$1" "has no plugins"
exit "$failed"
