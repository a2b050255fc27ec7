#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# plain_c.sh PREFIX FOLDER: one line of gcc and pkg-config makes a plugin, with no CMake in sight.
set -eu
prefix=$1 folder=$2

rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
for file in driver.c machine.c machine.h; do
    sed -e 's/@name@/plain/g' -e 's/@NAME@/PLAIN/g' "$prefix/share/modvirt/templates/hypervisor-c/$file" > "$file"
done
cat > manifest.c <<'END'
#include <modvirt/manifest.h>

MODVIRT_MANIFEST("{\"manifest\":1,\"abi\":\"1.0\",\"min_abi\":\"1.0\",\"kind\":\"hypervisor\",\"name\":\"plain\","
                 "\"version\":\"0.1.0\",\"uri_schemes\":[\"plain\"],\"threading\":\"serialized\"}");
END
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name modvirt-sdk.pc)")
export PKG_CONFIG_PATH
test "$(pkg-config --variable=abi_major modvirt-sdk)" = 1
test "$(pkg-config --variable=abi_minor modvirt-sdk)" = 0
test -d "$(pkg-config --variable=plugindir modvirt-sdk)"

gcc -shared -std=c11 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags modvirt-sdk) ./*.c -o plain.so

"$prefix/bin/modvirt" --plugin ./plain.so -c plain:///default list --all | tee list
grep -qE 'first +shut off' list
