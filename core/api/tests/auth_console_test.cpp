// SPDX-License-Identifier: LGPL-2.1-or-later
// The callback that asks on the terminal, in a child whose terminal is the test's.
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"

namespace modvirt::testing {

namespace {

// What a child saw and answered: `typed` is its input.
struct Dialogue {
    std::string terminal;
    std::optional<std::string> answer;
};

[[noreturn]] void ask(int type, const char *challenge, const char *fallback, int writer)
{
    virConnectCredential credential{type, "Prompt", challenge, fallback, nullptr, 0};
    const virConnectAuthPtr auth = virConnectAuthPtrDefault;
    if (auth->cb(&credential, 1, auth->cbdata) != 0)
        _exit(1);
    std::fflush(stdout);
    const ssize_t size = static_cast<ssize_t>(credential.resultlen);
    _exit(credential.result == nullptr || write(writer, credential.result, credential.resultlen) == size ? 0
                                                                                                         : 2);
}

std::string drain(int fd)
{
    std::string text;
    char buffer[256];
    for (ssize_t size = 0; (size = read(fd, buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<size_t>(size));
    close(fd);
    return text;
}

Dialogue talk(int type, const std::string &typed, const char *challenge = nullptr,
              const char *fallback = nullptr)
{
    int answer[2] = {-1, -1};
    EXPECT_EQ(pipe(answer), 0);
    int terminal = -1;
    const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0)
        ask(type, challenge, fallback, answer[1]);
    close(answer[1]);
    // Only what is typed after the prompt is subject to its echo.
    std::string shown;
    char byte = 0;
    while (shown.find(": ") == std::string::npos && read(terminal, &byte, 1) == 1)
        shown.push_back(byte);
    while (type == VIR_CRED_PASSPHRASE || type == VIR_CRED_NOECHOPROMPT) {
        termios state{};
        if (tcgetattr(terminal, &state) != 0 || (state.c_lflag & ECHO) == 0)
            break;
        usleep(1000);
    }
    EXPECT_GE(write(terminal, typed.data(), typed.size()), 0);
    Dialogue dialogue;
    const std::string given = drain(answer[0]);
    dialogue.terminal = shown + drain(terminal);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        dialogue.answer = given;
    return dialogue;
}

using AuthConsole = ApiTest;

} // namespace

TEST_F(AuthConsole, OffersWhatItCanAsk)
{
    const std::vector<int> types(virConnectAuthPtrDefault->credtype,
                                 virConnectAuthPtrDefault->credtype + virConnectAuthPtrDefault->ncredtype);
    EXPECT_THAT(types, ::testing::UnorderedElementsAre(VIR_CRED_AUTHNAME, VIR_CRED_ECHOPROMPT, VIR_CRED_REALM,
                                                       VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT,
                                                       VIR_CRED_EXTERNAL));
}

TEST_F(AuthConsole, PrintsThePromptAndReadsALine)
{
    for (const int type : {VIR_CRED_USERNAME, VIR_CRED_AUTHNAME, VIR_CRED_ECHOPROMPT, VIR_CRED_REALM}) {
        const Dialogue dialogue = talk(type, "fred\n");
        EXPECT_EQ(dialogue.answer, "fred");
        EXPECT_EQ(dialogue.terminal, "Prompt: fred\r\n");
    }
}

TEST_F(AuthConsole, DoesNotShowASecret)
{
    for (const int type : {VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT}) {
        const Dialogue dialogue = talk(type, "secret\n");
        EXPECT_EQ(dialogue.answer, "secret");
        EXPECT_EQ(dialogue.terminal, "Prompt: \r\n");
    }
}

TEST_F(AuthConsole, TakesTheDefaultForAnEmptyLine)
{
    EXPECT_EQ(talk(VIR_CRED_AUTHNAME, "\n", nullptr, "root").answer, "root");
    EXPECT_EQ(talk(VIR_CRED_AUTHNAME, "\n").answer, "");
}

TEST_F(AuthConsole, RefusesWhenTheInputEnds)
{
    EXPECT_EQ(talk(VIR_CRED_AUTHNAME, "\x04").answer, std::nullopt);
}

TEST_F(AuthConsole, RefusesWhatItDoesNotKnow)
{
    virConnectCredential credential{VIR_CRED_CNONCE, "Prompt", nullptr, nullptr, nullptr, 0};
    EXPECT_EQ(virConnectAuthPtrDefault->cb(&credential, 1, nullptr), -1);
    credential.type = VIR_CRED_EXTERNAL;
    EXPECT_EQ(virConnectAuthPtrDefault->cb(&credential, 1, nullptr), -1);
    credential.challenge = "PolicyKit";
    EXPECT_EQ(virConnectAuthPtrDefault->cb(&credential, 1, nullptr), 0);
}

} // namespace modvirt::testing
