#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# template.sh CMAKE PREFIX KIND LANGUAGE FOLDER: makes a project with the installed modvirt, in an empty folder, builds it
# against the installed SDK alone, runs its tests and installs it. The name has a dash, which no identifier may have.
set -eu
cmake=$1 prefix=$2 kind=$3 language=$4 folder=$5
ctest=$(dirname "$cmake")/ctest

rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
"$prefix/bin/modvirt" plugin new --kind "$kind" --language "$language" --name acme-vm project
if grep -rnE '@[A-Za-z_]+@' project; then
    echo "the template has placeholders that nobody fills"
    exit 1
fi

cd project
"$cmake" -G Ninja -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_FLAGS="-Wall -Wextra -Wpedantic -Wshadow -Werror" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Wshadow -Werror" > configure.log 2>&1 || { cat configure.log; exit 1; }
"$cmake" --build build -j 2
"$ctest" --test-dir build --output-on-failure --no-tests=error
DESTDIR=$folder/staged "$cmake" --install build
test -n "$(find "$folder/staged" -path "*/modvirt/plugins/1/acme-vm.so")"

# A storage backend serves its own type of pools through the installed pool manager.
if [ "$kind" = storage-backend ]; then
    pools() { "$prefix/bin/modvirt" --plugin build/acme-vm.so -c "qemu:///embed?root=$folder/root" "$@"; }
    echo "<pool type='acme-vm'><name>p</name></pool>" > pool.xml
    pools pool-define pool.xml
    pools pool-start p
    pools vol-list p | grep -qF /acme-vm/small
    pools vol-resize --pool p empty 1048576
fi
