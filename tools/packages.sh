# SPDX-License-Identifier: LGPL-2.1-or-later
# Which of Debian 12's packages modvirt needs, and how they are installed. Sourced by tools/try and tools/check.

build_packages=(cmake ninja-build g++ gettext python3 pkg-config libboost-dev libboost-program-options-dev libedit-dev libfmt-dev
    libxerces-c-dev nlohmann-json3-dev libmount-dev libblkid-dev libiscsi-dev)
guest_packages=(qemu-system-x86 qemu-utils busybox-static linux-image-amd64)
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev libvirt-dev libvirt-clients libvirt-daemon python3-libvirt
    libsys-virt-perl ruby-libvirt ruby-test-unit virtinst libedit2 binutils
    clang procps socat strace libxml2-utils groff-base man-db zsh fish)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        echo "this needs to install packages: run it as root, or install sudo" >&2
        return 1
    fi
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

# install_missing LOG PACKAGE...: asks for no password and no network when nothing is missing. What apt-get says goes into
# the file LOG, and is shown when it fails.
install_missing() {
    local log=$1 package missing=()
    shift
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! command -v apt-get > /dev/null; then
        echo "there is no apt-get here; install by hand: ${missing[*]}" >&2
        return 1
    fi
    echo "installing ${missing[*]}"
    apt_get "$log" update && apt_get "$log" install -y --no-install-recommends "${missing[@]}"
}

apt_get() {
    local log=$1
    shift
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" < /dev/null >> "$log" 2>&1 && return
    tail -n 15 "$log" >&2
    echo "apt-get $1 failed; the lines above say why, all of it is in $log" >&2
    return 1
}
