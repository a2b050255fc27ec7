// SPDX-License-Identifier: MIT
// Work that may wait for another machine for ever, such as a write to a file whose server is gone: the kernel lets go of nobody
// who waits for that. So a thread of its own does the work, and who wants it done waits only while the other machine
// answers. What is given up then is left to its thread, which ends when the machine is back, or the process ends. Since 1.0.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <modvirt/error.hpp>

namespace modvirt::patience {

struct Times {
    // From the begin of the work to the first question, and from one without an answer to the next. After each answer it is twice
    // as long, up to four times this: work that lasts is not asked about all the time.
    std::chrono::milliseconds before_asking = std::chrono::seconds(1);
    // So many questions in a row to which there is no answer are the end: one may be late.
    int unanswered = 2;
};

// Whether the work that this thread does was given up, or what it is a part of: what it would still change had better stay as it
// is. False on a thread that is no helper's.
bool is_given_up() noexcept;

// For one other machine, by everybody who waits for it. Thread-safe.
class Patience {
public:
    // Asks the machine; throws Error when it does not answer, with a sentence that names it. It takes a few seconds at most, or
    // waits for the work itself. It is called by a thread of its own.
    using Question = std::function<void()>;

    // `given_up` is called by a caller whose work was given up, before that hears of it; it does not throw.
    explicit Patience(Question question, Times times = {}, std::function<void()> given_up = {});
    Patience(const Patience &) = delete;
    Patience &operator=(const Patience &) = delete;
    ~Patience();

    // Whether work that was given up is still there.
    [[nodiscard]] bool is_exhausted() const noexcept;

    // Does `work` on a thread of its own, and answers what it answers, or throws what it throws. Throws OperationTimeout
    // with what the question said when the work was given up, and at once while other work that was given up is still there:
    // so there are never more left threads than there were callers at the moment when the machine went. The work owns
    // all that it uses, and that is destroyed by its thread, or by the caller when it never began.
    template <class Work>
    static auto run(const std::shared_ptr<Patience> &patience, Work work);

private:
    friend class Helper;
    struct Left;

    const Question m_question;
    const Times m_times;
    const std::function<void()> m_given_up;
    const std::shared_ptr<Left> m_left; // outlives this
};

// A thread that does one piece of work after the other. Of one caller at a time.
class Helper {
public:
    // Throws SystemError when there is no thread to have.
    explicit Helper(std::shared_ptr<Patience> patience);
    Helper(const Helper &) = delete;
    Helper &operator=(const Helper &) = delete;
    ~Helper(); // waits for nothing that was given up

    // As Patience::run(). A helper whose work was given up does no more.
    template <class Work>
    auto run(Work work)
    {
        using Result = std::invoke_result_t<Work &>;
        using Kept = std::conditional_t<std::is_void_v<Result>, bool, Result>;
        struct Task {
            std::optional<Work> work;
            std::optional<Kept> result;
        };
        const auto task = std::make_shared<Task>();
        task->work.emplace(std::move(work));
        perform([task] {
            const Ending ending(task->work);
            if constexpr (std::is_void_v<Result>)
                (*task->work)();
            else
                task->result.emplace((*task->work)());
        });
        if constexpr (!std::is_void_v<Result>)
            return *std::move(task->result);
    }
    // Lets it do its last work, such as closing a file, which does not throw. It is waited for like all other work; nobody
    // hears when it is given up, and while other work is, nobody waits at all. Afterwards the helper does no more.
    void end(std::function<void()> work) noexcept;

private:
    struct Line;

    // What the work owns goes with its thread.
    template <class Work>
    class Ending {
    public:
        explicit Ending(std::optional<Work> &work) : m_work(work) {}
        Ending(const Ending &) = delete;
        Ending &operator=(const Ending &) = delete;
        ~Ending() { m_work.reset(); }

    private:
        std::optional<Work> &m_work;
    };

    void perform(std::function<void()> work);
    [[noreturn]] void refuse() const;
    void wait(int unanswered);
    [[nodiscard]] std::optional<Error> ask() const;
    void give_up() noexcept;

    const std::shared_ptr<Patience> m_patience;
    const std::shared_ptr<Line> m_line;
};

template <class Work>
auto Patience::run(const std::shared_ptr<Patience> &patience, Work work)
{
    return Helper(patience).run(std::move(work));
}

} // namespace modvirt::patience
