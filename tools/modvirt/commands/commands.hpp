// SPDX-License-Identifier: LGPL-2.1-or-later
// The names of all commands. Each is defined in the file named after what it deals with.
#pragma once

#include "base/command.hpp"

namespace modvirt::cli {

// The domain itself
extern const Command autostart_command;
extern const Command console_command;
extern const Command create_command;
extern const Command define_command;
extern const Command desc_command;
extern const Command destroy_command;
extern const Command domdisplay_command;
extern const Command domid_command;
extern const Command domname_command;
extern const Command domrename_command;
extern const Command domuuid_command;
extern const Command dump_command;
extern const Command dumpxml_command;
extern const Command edit_command;
extern const Command inject_nmi_command;
extern const Command managedsave_command;
extern const Command managedsave_remove_command;
extern const Command metadata_command;
extern const Command reboot_command;
extern const Command reset_command;
extern const Command restore_command;
extern const Command resume_command;
extern const Command save_command;
extern const Command schedinfo_command;
extern const Command screenshot_command;
extern const Command send_key_command;
extern const Command setmaxmem_command;
extern const Command setmem_command;
extern const Command setvcpus_command;
extern const Command shutdown_command;
extern const Command start_command;
extern const Command suspend_command;
extern const Command ttyconsole_command;
extern const Command undefine_command;
extern const Command vcpucount_command;
extern const Command vcpuinfo_command;
extern const Command vcpupin_command;
extern const Command vncdisplay_command;

// The devices of a domain
extern const Command attach_device_command;
extern const Command attach_disk_command;
extern const Command attach_interface_command;
extern const Command blockresize_command;
extern const Command change_media_command;
extern const Command detach_device_command;
extern const Command detach_device_alias_command;
extern const Command detach_disk_command;
extern const Command detach_interface_command;
extern const Command dom_fd_associate_command;
extern const Command domblkthreshold_command;
extern const Command domif_setlink_command;
extern const Command update_device_command;
extern const Command update_memory_device_command;

// What a domain may use of its host
extern const Command blkdeviotune_command;
extern const Command blkiotune_command;
extern const Command cpu_stats_command;
extern const Command domiftune_command;
extern const Command domlaunchsecinfo_command;
extern const Command domsetlaunchsecstate_command;
extern const Command emulatorpin_command;
extern const Command guestvcpus_command;
extern const Command iothreadadd_command;
extern const Command iothreaddel_command;
extern const Command iothreadinfo_command;
extern const Command iothreadpin_command;
extern const Command iothreadset_command;
extern const Command lxc_enter_namespace_command;
extern const Command memtune_command;
extern const Command numatune_command;
extern const Command perf_command;
extern const Command send_process_signal_command;
extern const Command set_lifecycle_action_command;
extern const Command setvcpu_command;

// Watching domains
extern const Command domblkerror_command;
extern const Command domcontrol_command;
extern const Command domif_getlink_command;
extern const Command domifaddr_command;
extern const Command domblkinfo_command;
extern const Command domblklist_command;
extern const Command domblkstat_command;
extern const Command domiflist_command;
extern const Command domifstat_command;
extern const Command dominfo_command;
extern const Command dommemstat_command;
extern const Command domstate_command;
extern const Command domstats_command;
extern const Command event_command;
extern const Command list_command;

// The host
extern const Command capabilities_command;
extern const Command domcapabilities_command;
extern const Command freecell_command;
extern const Command freepages_command;
extern const Command hostname_command;
extern const Command maxvcpus_command;
extern const Command nodecpumap_command;
extern const Command nodecpustats_command;
extern const Command nodeinfo_command;
extern const Command nodememstats_command;
extern const Command sysinfo_command;
extern const Command uri_command;
extern const Command version_command;

// Jobs, migration and saved states of domains
extern const Command blockcommit_command;
extern const Command blockcopy_command;
extern const Command blockjob_command;
extern const Command blockpull_command;
extern const Command domdirtyrate_calc_command;
extern const Command domjobabort_command;
extern const Command domjobinfo_command;
extern const Command managedsave_define_command;
extern const Command managedsave_dumpxml_command;
extern const Command managedsave_edit_command;
extern const Command migrate_command;
extern const Command migrate_compcache_command;
extern const Command migrate_getmaxdowntime_command;
extern const Command migrate_getspeed_command;
extern const Command migrate_postcopy_command;
extern const Command migrate_setmaxdowntime_command;
extern const Command migrate_setspeed_command;
extern const Command save_image_define_command;
extern const Command save_image_dumpxml_command;
extern const Command save_image_edit_command;

// Guests from inside, and in the words of their hypervisor
extern const Command domfsfreeze_command;
extern const Command domfsinfo_command;
extern const Command domfsthaw_command;
extern const Command domfstrim_command;
extern const Command domhostname_command;
extern const Command dompmsuspend_command;
extern const Command dompmwakeup_command;
extern const Command domtime_command;
extern const Command domxml_from_native_command;
extern const Command domxml_to_native_command;
extern const Command get_user_sshkeys_command;
extern const Command guest_agent_timeout_command;
extern const Command guestinfo_command;
extern const Command qemu_agent_command_command;
extern const Command qemu_attach_command;
extern const Command qemu_monitor_command_command;
extern const Command qemu_monitor_event_command;
extern const Command set_user_password_command;
extern const Command set_user_sshkeys_command;

// CPUs, memory and power of the host
extern const Command allocpages_command;
extern const Command cpu_baseline_command;
extern const Command cpu_compare_command;
extern const Command cpu_models_command;
extern const Command hypervisor_cpu_baseline_command;
extern const Command hypervisor_cpu_compare_command;
extern const Command node_memory_tune_command;
extern const Command nodesevinfo_command;
extern const Command nodesuspend_command;

// Plugins
extern const Command plugin_command;
extern const Command top_command;
extern const Command xml_command;

// The tool itself
extern const Command cd_command;
extern const Command complete_command;
extern const Command connect_command;
extern const Command echo_command;
extern const Command exit_command;
extern const Command help_command;
extern const Command pwd_command;
extern const Command quit_command;

// Networks
extern const Command net_autostart_command;
extern const Command net_create_command;
extern const Command net_define_command;
extern const Command net_destroy_command;
extern const Command net_dhcp_leases_command;
extern const Command net_dumpxml_command;
extern const Command net_edit_command;
extern const Command net_event_command;
extern const Command net_info_command;
extern const Command net_list_command;
extern const Command net_name_command;
extern const Command net_start_command;
extern const Command net_undefine_command;
extern const Command net_update_command;
extern const Command net_uuid_command;
extern const Command net_port_list_command;
extern const Command net_port_create_command;
extern const Command net_port_dumpxml_command;
extern const Command net_port_delete_command;

// Interfaces of the host
extern const Command iface_begin_command;
extern const Command iface_bridge_command;
extern const Command iface_commit_command;
extern const Command iface_define_command;
extern const Command iface_destroy_command;
extern const Command iface_dumpxml_command;
extern const Command iface_edit_command;
extern const Command iface_list_command;
extern const Command iface_mac_command;
extern const Command iface_name_command;
extern const Command iface_rollback_command;
extern const Command iface_start_command;
extern const Command iface_unbridge_command;
extern const Command iface_undefine_command;

// Devices of the host
extern const Command nodedev_create_command;
extern const Command nodedev_destroy_command;
extern const Command nodedev_detach_command;
extern const Command nodedev_dumpxml_command;
extern const Command nodedev_list_command;
extern const Command nodedev_reattach_command;
extern const Command nodedev_reset_command;
extern const Command nodedev_event_command;
extern const Command nodedev_define_command;
extern const Command nodedev_undefine_command;
extern const Command nodedev_start_command;
extern const Command nodedev_autostart_command;
extern const Command nodedev_info_command;

// Secrets
extern const Command secret_define_command;
extern const Command secret_dumpxml_command;
extern const Command secret_event_command;
extern const Command secret_get_value_command;
extern const Command secret_list_command;
extern const Command secret_set_value_command;
extern const Command secret_undefine_command;

// Network filters
extern const Command nwfilter_define_command;
extern const Command nwfilter_dumpxml_command;
extern const Command nwfilter_edit_command;
extern const Command nwfilter_list_command;
extern const Command nwfilter_undefine_command;
extern const Command nwfilter_binding_create_command;
extern const Command nwfilter_binding_delete_command;
extern const Command nwfilter_binding_dumpxml_command;
extern const Command nwfilter_binding_list_command;

// Snapshots, checkpoints and backups
extern const Command backup_begin_command;
extern const Command backup_dumpxml_command;
extern const Command checkpoint_create_command;
extern const Command checkpoint_create_as_command;
extern const Command checkpoint_delete_command;
extern const Command checkpoint_dumpxml_command;
extern const Command checkpoint_edit_command;
extern const Command checkpoint_info_command;
extern const Command checkpoint_list_command;
extern const Command checkpoint_parent_command;
extern const Command snapshot_create_command;
extern const Command snapshot_create_as_command;
extern const Command snapshot_current_command;
extern const Command snapshot_delete_command;
extern const Command snapshot_dumpxml_command;
extern const Command snapshot_edit_command;
extern const Command snapshot_info_command;
extern const Command snapshot_list_command;
extern const Command snapshot_parent_command;
extern const Command snapshot_revert_command;

// Storage pools
extern const Command find_storage_pool_sources_command;
extern const Command find_storage_pool_sources_as_command;
extern const Command pool_autostart_command;
extern const Command pool_build_command;
extern const Command pool_capabilities_command;
extern const Command pool_create_command;
extern const Command pool_create_as_command;
extern const Command pool_define_command;
extern const Command pool_define_as_command;
extern const Command pool_delete_command;
extern const Command pool_destroy_command;
extern const Command pool_dumpxml_command;
extern const Command pool_edit_command;
extern const Command pool_event_command;
extern const Command pool_info_command;
extern const Command pool_list_command;
extern const Command pool_name_command;
extern const Command pool_refresh_command;
extern const Command pool_start_command;
extern const Command pool_undefine_command;
extern const Command pool_uuid_command;

// Storage volumes
extern const Command vol_clone_command;
extern const Command vol_create_command;
extern const Command vol_create_as_command;
extern const Command vol_create_from_command;
extern const Command vol_delete_command;
extern const Command vol_download_command;
extern const Command vol_dumpxml_command;
extern const Command vol_info_command;
extern const Command vol_key_command;
extern const Command vol_list_command;
extern const Command vol_name_command;
extern const Command vol_path_command;
extern const Command vol_pool_command;
extern const Command vol_resize_command;
extern const Command vol_upload_command;
extern const Command vol_wipe_command;

} // namespace modvirt::cli
