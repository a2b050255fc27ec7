#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# command_line.sh PLUGINS: pools on real devices as people use them, by modvirt's command line on qemu:///embed. Runs in the lab's machine, with
# a disk of 1 GiB; the build tree is /mnt/build, and PLUGINS is its folder of plugins.
set -eu
export MODVIRT_PLUGIN_PATH=$1 LC_ALL=C.UTF-8

modvirt() {
    /mnt/build/bin/modvirt --quiet -c "qemu:///embed?root=/tmp/root" "$@"
}

expect() { # WHAT IS: two texts
    [ "$1" = "$2" ] && return
    echo "expected '$2', and it is '$1'" >&2
    exit 1
}

refuse() { # WORDS COMMAND...: fails, and says these words
    words=$1
    shift
    if said=$(modvirt "$@" 2>&1); then
        echo "'$*' succeeded" >&2
        exit 1
    fi
    case $said in *"$words"*) ;; *)
        echo "'$*' said: $said" >&2
        exit 1
        ;;
    esac
}

names() { # POOL
    modvirt vol-list "$1" | awk 'NF { print $1 }' | tr '\n' ' '
}

echo "== a volume group"
modvirt pool-define-as guests logical --source-dev /dev/vda --source-name guests --target /dev/guests
modvirt pool-build guests
modvirt pool-start guests
modvirt vol-create-as guests web 10M
modvirt vol-create-as guests monday 10M --allocation 4M --backing-vol web
expect "$(names guests)" "monday web "
refuse "has snapshots" vol-delete web --pool guests
modvirt vol-delete monday --pool guests
modvirt vol-resize web 40M --pool guests
expect "$(blockdev --getsize64 /dev/guests/web)" 41943040
echo hello > /tmp/text
modvirt vol-upload web /tmp/text --pool guests
modvirt vol-clone web copy --pool guests
expect "$(head -c 5 /dev/guests/copy)" hello
refuse "source conflict with pool: 'guests'" pool-create-as other logical --source-dev /dev/vda --source-name other --target /dev/other --build
modvirt pool-destroy guests
modvirt pool-delete guests
modvirt pool-undefine guests

echo "== a disk"
modvirt pool-define-as disk disk --source-dev /dev/vda --source-format gpt --target /dev
refuse "requires build" pool-start disk
modvirt pool-build disk
modvirt pool-start disk
modvirt vol-create-as disk vda1 20M
refuse "expected 'vda2'" vol-create-as disk other 20M
modvirt vol-create-as disk vda2 10M --format linux-swap
expect "$(names disk)" "vda1 vda2 "
modvirt pool-dumpxml disk | grep -q "<freeExtent start='32505856' end='1073724928'/>"
modvirt vol-delete vda1 --pool disk
expect "$(names disk)" "vda2 "

echo "== a target"
modprobe iscsi_tcp
iscsid > /dev/null 2>&1
tgtd > /dev/null 2>&1
n=0
until tgtadm --op show --mode sys > /dev/null 2>&1 || [ $((n += 1)) -gt 100 ]; do sleep 0.1; done
iqn=iqn.2024-01.lab:disks
truncate -s 64M /tmp/unit
tgtadm --lld iscsi --op new --mode target --tid 1 -T $iqn
tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b /tmp/unit
tgtadm --lld iscsi --op bind --mode target --tid 1 -I ALL
modvirt find-storage-pool-sources-as iscsi 127.0.0.1 | grep -q "<device path='$iqn'/>"
modvirt pool-define-as far iscsi --source-host 127.0.0.1 --source-dev $iqn --target /dev/disk/by-path
modvirt pool-start far
expect "$(names far)" "unit:0:0:1 "
expect "$(modvirt vol-path unit:0:0:1 --pool far)" "/dev/disk/by-path/ip-127.0.0.1:3260-iscsi-$iqn-lun-1"
modvirt pool-destroy far
expect "$(ls /dev/disk/by-path | grep -c iscsi || true)" 0
echo "== a full disk"
mkdir /tmp/small
mount -t tmpfs -o size=1m small /tmp/small
modvirt pool-create-as small dir --target /tmp/small
refuse "No space left" vol-create-as small big 4M
modvirt vol-create-as small a 600K
refuse "No space left" vol-clone a b --pool small
modvirt vol-create-as small sparse 4M --allocation 0
head -c 2M /dev/urandom > /tmp/large
refuse "No space left" vol-upload sparse /tmp/large --pool small
expect "$(names small)" "a sparse "
expect "$(ls -A /tmp/small | tr '\n' ' ')" "a sparse "
modvirt vol-delete sparse --pool small
modvirt vol-create-as small c 300K
expect "$(names small)" "a c "
modvirt pool-destroy small
umount /tmp/small
echo "all of it is as expected"
