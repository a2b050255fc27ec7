// SPDX-License-Identifier: LGPL-2.1-or-later
// virConnectAuthPtrDefault: asks for credentials on the terminal.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <termios.h>
#include <unistd.h>

#include <libvirt/libvirt.h>

namespace modvirt {

namespace {

// Turns the terminal's echo off for as long as it lives.
class Silence {
public:
    explicit Silence(int fd) : m_fd(fd)
    {
        if (tcgetattr(fd, &m_before) != 0)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        m_is_silent = tcsetattr(fd, TCSAFLUSH, &silent) == 0;
    }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;
    ~Silence()
    {
        if (!m_is_silent)
            return;
        tcsetattr(m_fd, TCSAFLUSH, &m_before);
        std::fputc('\n', stdout); // the one that was typed was not echoed
    }

private:
    int m_fd;
    termios m_before{};
    bool m_is_silent = false;
};

// One line without its end; null at the end of the input or without memory.
char *read_line()
{
    char *line = nullptr;
    size_t room = 0;
    const ssize_t size = getline(&line, &room, stdin);
    if (size < 0) {
        std::free(line);
        return nullptr;
    }
    line[std::strcspn(line, "\r\n")] = '\0';
    return line;
}

char *ask(const char *prompt)
{
    std::printf("%s: ", prompt);
    std::fflush(stdout);
    return read_line();
}

char *ask_silently(const char *prompt)
{
    std::printf("%s: ", prompt);
    std::fflush(stdout);
    const Silence silence(STDIN_FILENO);
    return read_line();
}

// Authentication that another program does by itself: only PolicyKit is known to.
bool is_done_elsewhere(const virConnectCredential &credential)
{
    return credential.challenge != nullptr && std::strcmp(credential.challenge, "PolicyKit") == 0;
}

bool answer(virConnectCredential &credential)
{
    switch (credential.type) {
    case VIR_CRED_EXTERNAL:
        return is_done_elsewhere(credential);
    case VIR_CRED_USERNAME:
    case VIR_CRED_AUTHNAME:
    case VIR_CRED_ECHOPROMPT:
    case VIR_CRED_REALM:
        credential.result = ask(credential.prompt);
        break;
    case VIR_CRED_PASSPHRASE:
    case VIR_CRED_NOECHOPROMPT:
        credential.result = ask_silently(credential.prompt);
        break;
    default:
        return false;
    }
    if (credential.result == nullptr)
        return false;
    if (*credential.result == '\0' && credential.defresult != nullptr) {
        std::free(credential.result);
        credential.result = strdup(credential.defresult);
    }
    credential.resultlen =
        credential.result == nullptr ? 0 : static_cast<unsigned int>(std::strlen(credential.result));
    return credential.result != nullptr;
}

int ask_on_terminal(virConnectCredentialPtr credentials, unsigned int count, void *)
{
    for (unsigned int index = 0; index < count; ++index)
        if (!answer(credentials[index]))
            return -1;
    return 0;
}

int types[] = {VIR_CRED_AUTHNAME,   VIR_CRED_ECHOPROMPT,   VIR_CRED_REALM,
               VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT, VIR_CRED_EXTERNAL};

virConnectAuth on_terminal{types, std::size(types), &ask_on_terminal, nullptr};

} // namespace

extern "C" {

virConnectAuthPtr virConnectAuthPtrDefault = &on_terminal;

} // extern "C"

} // namespace modvirt
