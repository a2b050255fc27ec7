#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# template.sh CMAKE PREFIX TEMPLATE FOLDER: makes a project "acme" from an installed template in an empty folder,
# builds it against the installed SDK alone, runs its tests and installs it.
set -eu
cmake=$1 prefix=$2 template=$3 folder=$4
ctest=$(dirname "$cmake")/ctest

rm -rf "$folder"
mkdir -p "$folder"
cp -r "$prefix/share/modvirt/templates/$template/." "$folder"
find "$folder" -type f -exec sed -i -e 's/@name@/acme/g' -e 's/@Name@/Acme/g' -e 's/@NAME@/ACME/g' {} +
if grep -rnE '@[A-Za-z]+@' "$folder"; then
    echo "the template has placeholders that nobody fills"
    exit 1
fi

cd "$folder"
"$cmake" -G Ninja -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_FLAGS="-Wall -Wextra -Wpedantic -Wshadow -Werror" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Wshadow -Werror" > configure.log 2>&1 || { cat configure.log; exit 1; }
"$cmake" --build build -j 2
"$ctest" --test-dir build --output-on-failure --no-tests=error
DESTDIR=$folder/staged "$cmake" --install build
test -n "$(find staged -path "*/modvirt/plugins/1/acme.so")"
