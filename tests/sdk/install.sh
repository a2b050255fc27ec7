#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# install.sh CMAKE SOURCE BUILD PREFIX: installs into a prefix and moves it. What is installed must not name the
# trees that it came from, so that all later tests work from the place it was moved to.
set -eu
cmake=$1 source=$2 build=$3 prefix=$4
fresh=$prefix.moving

rm -rf "$prefix" "$fresh"
"$cmake" --install "$build" --prefix "$fresh" > "$build/install.log" 2>&1 || { tail -20 "$build/install.log"; exit 1; }
mv "$fresh" "$prefix"

# Text files only: the debugging information of binaries may name sources.
if grep -rIlF -e "$source/" -e "$build" -e "$fresh" "$prefix"; then
    echo "the files above name the source or build tree, or the prefix they were first installed to"
    exit 1
fi
find "$prefix" -type f \( -name '*.so*' -o -path '*/bin/*' \) | while read -r file; do
    if readelf -d "$file" 2>/dev/null | grep -E 'R(UN)?PATH' | grep -F "$build"; then
        echo "$file looks for libraries in the build tree"
        exit 1
    fi
done
