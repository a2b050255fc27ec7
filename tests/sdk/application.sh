#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# application.sh CXX SOURCE PREFIX LIBDIR WORK: an application is built against the installed library, by what its
# pkg-config file says, and runs.
set -eu
cxx=$1 source=$2 prefix=$3 libdir=$4 work=$5

mkdir -p "$work"
export PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
# shellcheck disable=SC2046 # the flags are words
"$cxx" -std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Werror $(pkg-config --cflags libmodvirt) "$source" \
    $(pkg-config --libs libmodvirt) -o "$work/application"
env -u MODVIRT_PLUGIN_PATH -u MODVIRT_ADD_PLUGIN_PATH LD_LIBRARY_PATH="$prefix/$libdir" "$work/application"
