// SPDX-License-Identifier: LGPL-2.1-or-later
// A small iSCSI target on 127.0.0.1 that answers as it should, but for what a test lets it say instead. See RFC 7143, 11, for the
// layout of what it says.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace modvirt::storage_iscsi_direct {

enum Opcode : uint8_t {
    op_nop = 0x00,
    op_command = 0x01,
    op_login = 0x03,
    op_text = 0x04,
    op_data_out = 0x05,
    op_logout = 0x06,
    op_nop_in = 0x20,
    op_response = 0x21,
    op_login_response = 0x23,
    op_text_response = 0x24,
    op_data_in = 0x25,
    op_ready = 0x31,
    op_message = 0x32,
    op_reject = 0x3f,
};

enum Scsi : uint8_t {
    scsi_inquiry = 0x12,
    scsi_capacity10 = 0x25,
    scsi_capacity16 = 0x9e,
    scsi_report_luns = 0xa0,
};

// A protocol data unit: its header of 48 bytes, and the data that follows.
struct Pdu {
    std::string header = std::string(48, '\0');
    std::string data;

    [[nodiscard]] uint8_t opcode() const { return static_cast<uint8_t>(header[0]) & 0x3f; }
    [[nodiscard]] uint8_t command() const { return static_cast<uint8_t>(header[32]); } // of a SCSI command
    [[nodiscard]] uint32_t number(std::size_t at, int bytes = 4) const;
    void put(std::size_t at, uint32_t value, int bytes = 4);
    // As it goes over the wire, with its length as it is.
    [[nodiscard]] std::string wire() const;
};

// `value` in so many bytes, the highest first.
std::string big_endian(uint64_t value, int bytes);

class HostileServer {
public:
    // Answers what goes over the wire for a request; nothing at all closes the connection.
    using Answer = std::function<std::string(const Pdu &request)>;

    explicit HostileServer(Answer answer);
    ~HostileServer();
    HostileServer(const HostileServer &) = delete;
    HostileServer &operator=(const HostileServer &) = delete;

    [[nodiscard]] uint16_t port() const { return m_port; }

    // What a good target answers: one with two disks, units 0 and 1, of 2048 blocks of 512 bytes.
    static std::string honest(const Pdu &request);
    // A response with the numbers that belong to the request.
    static Pdu reply(const Pdu &request, Opcode opcode);
    // The data that a SCSI command asked for.
    static Pdu data_in(const Pdu &request, std::string data);

private:
    void serve();
    void serve_one(int connection);

    const Answer m_answer;
    int m_socket = -1;
    uint16_t m_port = 0;
    std::atomic<bool> m_is_ending{false};
    std::thread m_thread;
};

} // namespace modvirt::storage_iscsi_direct
