#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# own_project.sh CMAKE PREFIX SOURCE FOLDER UNITE: builds a driver of this tree as a project of its own, from a copy of its
# folder alone, and asks the installed modvirt whether it accepts what came out.
set -eu
cmake=$1 prefix=$2 source=$3 folder=$4 unite=$5

rm -rf "$folder"
mkdir -p "$folder"
cp -r "$source" "$folder/source"
# Not optimised, and in groups: whether it builds and loads is asked, not how fast it runs.
"$cmake" -G Ninja -S "$folder/source" -B "$folder/build" -DCMAKE_PREFIX_PATH="$prefix" -DBUILD_TESTING=OFF \
    -DCMAKE_PROJECT_INCLUDE="$unite"
"$cmake" --build "$folder/build" -j 2
file=$(find "$folder/build" -maxdepth 1 -name "*.so")
name=$(basename "$file" .so)
"$prefix/bin/modvirt" --plugin "$file" plugin show "$name" | tee "$folder/shown"
grep -qF "$file" "$folder/shown"
grep -qwE 'ready|active' "$folder/shown"
