// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/command_table.hpp"

#include "commands/commands.hpp"

namespace modvirt::cli {

namespace {

constexpr const Command *domain_commands[] = {
    &attach_device_command,
    &attach_disk_command,
    &attach_interface_command,
    &autostart_command,
    &blkdeviotune_command,
    &blkiotune_command,
    &blockcommit_command,
    &blockcopy_command,
    &blockjob_command,
    &blockpull_command,
    &blockresize_command,
    &change_media_command,
    &console_command,
    &cpu_stats_command,
    &create_command,
    &define_command,
    &desc_command,
    &destroy_command,
    &detach_device_command,
    &detach_device_alias_command,
    &detach_disk_command,
    &detach_interface_command,
    &domdisplay_command,
    &domfsfreeze_command,
    &domfsthaw_command,
    &domfsinfo_command,
    &domfstrim_command,
    &domhostname_command,
    &domid_command,
    &domif_setlink_command,
    &domiftune_command,
    &domjobabort_command,
    &domjobinfo_command,
    &domlaunchsecinfo_command,
    &domsetlaunchsecstate_command,
    &domname_command,
    &domrename_command,
    &dompmsuspend_command,
    &dompmwakeup_command,
    &domuuid_command,
    &domxml_from_native_command,
    &domxml_to_native_command,
    &dump_command,
    &dumpxml_command,
    &edit_command,
    &get_user_sshkeys_command,
    &inject_nmi_command,
    &iothreadinfo_command,
    &iothreadpin_command,
    &iothreadadd_command,
    &iothreadset_command,
    &iothreaddel_command,
    &send_key_command,
    &send_process_signal_command,
    &lxc_enter_namespace_command,
    &managedsave_command,
    &managedsave_remove_command,
    &managedsave_edit_command,
    &managedsave_dumpxml_command,
    &managedsave_define_command,
    &memtune_command,
    &perf_command,
    &metadata_command,
    &migrate_command,
    &migrate_setmaxdowntime_command,
    &migrate_getmaxdowntime_command,
    &migrate_compcache_command,
    &migrate_setspeed_command,
    &migrate_getspeed_command,
    &migrate_postcopy_command,
    &numatune_command,
    &qemu_attach_command,
    &qemu_monitor_command_command,
    &qemu_monitor_event_command,
    &qemu_agent_command_command,
    &guest_agent_timeout_command,
    &reboot_command,
    &reset_command,
    &restore_command,
    &resume_command,
    &save_command,
    &save_image_define_command,
    &save_image_dumpxml_command,
    &save_image_edit_command,
    &schedinfo_command,
    &screenshot_command,
    &set_lifecycle_action_command,
    &set_user_sshkeys_command,
    &set_user_password_command,
    &setmaxmem_command,
    &setmem_command,
    &setvcpus_command,
    &shutdown_command,
    &start_command,
    &suspend_command,
    &ttyconsole_command,
    &undefine_command,
    &update_device_command,
    &update_memory_device_command,
    &vcpucount_command,
    &vcpuinfo_command,
    &vcpupin_command,
    &emulatorpin_command,
    &vncdisplay_command,
    &guestvcpus_command,
    &setvcpu_command,
    &domblkthreshold_command,
    &guestinfo_command,
    &domdirtyrate_calc_command,
    &dom_fd_associate_command,
};

constexpr const Command *monitor_commands[] = {
    &domblkerror_command,
    &domblkinfo_command,
    &domblklist_command,
    &domblkstat_command,
    &domcontrol_command,
    &domif_getlink_command,
    &domifaddr_command,
    &domiflist_command,
    &domifstat_command,
    &dominfo_command,
    &dommemstat_command,
    &domstate_command,
    &domstats_command,
    &domtime_command,
    &list_command,
    &top_command,
};

constexpr const Command *event_commands[] = {&event_command};

constexpr const Command *host_commands[] = {
    &capabilities_command, &domcapabilities_command, &freecell_command,   &freepages_command,
    &hostname_command,     &maxvcpus_command,        &nodecpumap_command, &nodecpustats_command,
    &nodeinfo_command,     &nodememstats_command,    &sysinfo_command,    &uri_command,
    &version_command,
    &allocpages_command,
    &cpu_baseline_command,
    &cpu_compare_command,
    &cpu_models_command,
    &hypervisor_cpu_baseline_command,
    &hypervisor_cpu_compare_command,
    &node_memory_tune_command,
    &nodesevinfo_command,
    &nodesuspend_command,
};

constexpr const Command *network_commands[] = {
    &net_autostart_command,   &net_create_command,       &net_define_command,      &net_destroy_command,
    &net_dhcp_leases_command, &net_dumpxml_command,      &net_edit_command,        &net_event_command,
    &net_info_command,        &net_list_command,         &net_name_command,        &net_start_command,
    &net_undefine_command,    &net_update_command,       &net_uuid_command,        &net_port_list_command,
    &net_port_create_command, &net_port_dumpxml_command, &net_port_delete_command,
};

constexpr const Command *interface_commands[] = {
    &iface_begin_command,    &iface_bridge_command,   &iface_commit_command,   &iface_define_command,
    &iface_destroy_command,  &iface_dumpxml_command,  &iface_edit_command,     &iface_list_command,
    &iface_mac_command,      &iface_name_command,     &iface_rollback_command, &iface_start_command,
    &iface_unbridge_command, &iface_undefine_command,
};

constexpr const Command *filter_commands[] = {
    &nwfilter_define_command,         &nwfilter_dumpxml_command,         &nwfilter_edit_command,
    &nwfilter_list_command,           &nwfilter_undefine_command,        &nwfilter_binding_create_command,
    &nwfilter_binding_delete_command, &nwfilter_binding_dumpxml_command, &nwfilter_binding_list_command,
};

constexpr const Command *nodedev_commands[] = {
    &nodedev_create_command, &nodedev_destroy_command,  &nodedev_detach_command, &nodedev_dumpxml_command,
    &nodedev_list_command,   &nodedev_reattach_command, &nodedev_reset_command,  &nodedev_event_command,
    &nodedev_define_command, &nodedev_undefine_command, &nodedev_start_command,  &nodedev_autostart_command,
    &nodedev_info_command,
};

constexpr const Command *secret_commands[] = {
    &secret_define_command, &secret_dumpxml_command,   &secret_event_command,    &secret_get_value_command,
    &secret_list_command,   &secret_set_value_command, &secret_undefine_command,
};

constexpr const Command *snapshot_commands[] = {
    &snapshot_create_command, &snapshot_create_as_command, &snapshot_current_command,
    &snapshot_delete_command, &snapshot_dumpxml_command,   &snapshot_edit_command,
    &snapshot_info_command,   &snapshot_list_command,      &snapshot_parent_command,
    &snapshot_revert_command,
};

constexpr const Command *checkpoint_commands[] = {
    &checkpoint_create_command,  &checkpoint_create_as_command, &checkpoint_delete_command,
    &checkpoint_dumpxml_command, &checkpoint_edit_command,      &checkpoint_info_command,
    &checkpoint_list_command,    &checkpoint_parent_command,
};

constexpr const Command *backup_commands[] = {
    &backup_begin_command,
    &backup_dumpxml_command,
};

constexpr const Command *plugin_commands[] = {&plugin_command};

constexpr const Command *pool_commands[] = {
    &find_storage_pool_sources_as_command,
    &find_storage_pool_sources_command,
    &pool_autostart_command,
    &pool_build_command,
    &pool_create_as_command,
    &pool_create_command,
    &pool_define_as_command,
    &pool_define_command,
    &pool_delete_command,
    &pool_destroy_command,
    &pool_dumpxml_command,
    &pool_edit_command,
    &pool_info_command,
    &pool_list_command,
    &pool_name_command,
    &pool_refresh_command,
    &pool_start_command,
    &pool_undefine_command,
    &pool_uuid_command,
    &pool_event_command,
    &pool_capabilities_command,
};

constexpr const Command *volume_commands[] = {
    &vol_clone_command,  &vol_create_as_command, &vol_create_command,  &vol_create_from_command,
    &vol_delete_command, &vol_download_command,  &vol_dumpxml_command, &vol_info_command,
    &vol_key_command,    &vol_list_command,      &vol_name_command,    &vol_path_command,
    &vol_pool_command,   &vol_resize_command,    &vol_upload_command,  &vol_wipe_command,
};

constexpr const Command *document_commands[] = {&xml_command};

constexpr const Command *tool_commands[] = {
    &cd_command,  &echo_command, &exit_command,    &help_command,
    &pwd_command, &quit_command, &connect_command, &complete_command,
};

constexpr Group groups[] = {
    {"Domain Management", "domain", domain_commands},  {"Domain Monitoring", "monitor", monitor_commands},
    {"Domain Events", "events", event_commands},       {"Host and Hypervisor", "host", host_commands},
    {"Checkpoint", "checkpoint", checkpoint_commands}, {"Interface", "interface", interface_commands},
    {"Network Filter", "filter", filter_commands},     {"Networking", "network", network_commands},
    {"Node Device", "nodedev", nodedev_commands},      {"Secret", "secret", secret_commands},
    {"Snapshot", "snapshot", snapshot_commands},       {"Backup", "backup", backup_commands},
    {"Storage Pool", "pool", pool_commands},           {"Storage Volume", "volume", volume_commands},
    {"Plugins", "plugins", plugin_commands},           {"Documents", "documents", document_commands},
    {"modvirt itself", "modvirt", tool_commands},
};

} // namespace

constexpr Option json_option{"json", OptionKind::Flag, "print JSON", Ours};

std::span<const Group> command_groups()
{
    return groups;
}

const Command *find_command(std::string_view name)
{
    for (const Group &group : groups)
        for (const Command *command : group.commands)
            if (command->name == name || (!command->alias.empty() && command->alias == name))
                return command;
    return nullptr;
}

const Group *find_group(std::string_view keyword)
{
    if (keyword == "virsh")
        keyword = "modvirt";
    for (const Group &group : groups)
        if (group.keyword == keyword)
            return &group;
    return nullptr;
}

const Option *find_option(const Command &command, std::string_view name)
{
    if (command.has(Json) && name == json_option.name)
        return &json_option;
    for (const Option &option : command.options) {
        if (option.name != name)
            continue;
        return option.kind == OptionKind::Alias
                   ? find_option(command, option.help.substr(0, option.help.find('=')))
                   : &option;
    }
    return nullptr;
}

std::optional<std::string_view> alias_value(const Command &command, std::string_view name)
{
    for (const Option &option : command.options) {
        const size_t equals = option.help.find('=');
        if (option.name == name && option.kind == OptionKind::Alias && equals != std::string_view::npos)
            return option.help.substr(equals + 1);
    }
    return std::nullopt;
}

} // namespace modvirt::cli
