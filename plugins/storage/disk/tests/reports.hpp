// SPDX-License-Identifier: LGPL-2.1-or-later
// What parted 3.5 prints of a disk of 300 MiB with a dos table: a primary partition, an extended one and two logical ones.
#pragma once

namespace modvirt::storage_disk {

inline constexpr auto dos_report = R"({
   "disk": {
      "path": "/dev/vda",
      "size": "314572800B",
      "model": "Virtio Block Device",
      "transport": "virtblk",
      "logical-sector-size": 512,
      "physical-sector-size": 512,
      "label": "msdos",
      "max-partitions": 4,
      "partitions": [
         {"number": 0, "start": "1024B", "end": "1048575B", "size": "1047552B", "type": "free"},
         {"number": 1, "start": "1048576B", "end": "11534335B", "size": "10485760B", "type": "primary"},
         {"number": 0, "start": "11534336B", "end": "20971519B", "size": "9437184B", "type": "free"},
         {"number": 2, "start": "20971520B", "end": "209715199B", "size": "188743680B", "type": "extended",
          "flags": ["lba"]},
         {"number": 0, "start": "20972544B", "end": "21934079B", "size": "961536B", "type": "free"},
         {"number": 5, "start": "22020096B", "end": "33554431B", "size": "11534336B", "type": "logical",
          "flags": ["swap"]},
         {"number": 0, "start": "33554432B", "end": "41779199B", "size": "8224768B", "type": "free"},
         {"number": 6, "start": "41943040B", "end": "52428799B", "size": "10485760B", "type": "logical",
          "flags": ["lba"]},
         {"number": 0, "start": "52428800B", "end": "209715199B", "size": "157286400B", "type": "free"},
         {"number": 0, "start": "209715200B", "end": "314572799B", "size": "104857600B", "type": "free"}
      ]
   }
})";

} // namespace modvirt::storage_disk
