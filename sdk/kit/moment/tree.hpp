// SPDX-License-Identifier: MIT
// The moments of one domain: which builds on which, and which is the current one. Each knows its parent, its
// children and its place, and is found by its name, so that nothing has to look at the others.
//
// The tree is not locked: a driver keeps it with its domain, under the lock of its store. The moments in it
// are immutable and shared, so they are formatted after the lock is gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kit/moment/checkpoint.hpp"
#include "kit/moment/snapshot.hpp"
#include "modvirt/error.hpp"

namespace modvirt::moment {

template <class Moment>
struct Kind;

template <>
struct Kind<Snapshot> {
    static constexpr const char *noun = "snapshot";
    static constexpr ErrorCode missing = ErrorCode::NoDomainSnapshot;
};

template <>
struct Kind<Checkpoint> {
    static constexpr const char *noun = "checkpoint";
    static constexpr ErrorCode missing = ErrorCode::NoDomainCheckpoint;
};

// What a deletion takes away.
enum class Extent : uint8_t { Itself, ItselfAndDescendants, Descendants };

template <class Moment>
class Tree {
public:
    using Value = std::shared_ptr<const Moment>;

    // Valid as long as it is in the tree. Its name never changes; its value does when its parent goes.
    class Entry {
    public:
        [[nodiscard]] const std::string &name() const noexcept { return m_value->name; }
        [[nodiscard]] const Value &value() const noexcept { return m_value; }
        // Null for a root.
        [[nodiscard]] const Entry *parent() const noexcept { return m_parent->m_value ? m_parent : nullptr; }
        [[nodiscard]] bool is_leaf() const noexcept { return m_first_child == nullptr; }

    private:
        friend class Tree;
        Value m_value; // null for what stands above all roots
        Entry *m_parent = nullptr;
        Entry *m_first_child = nullptr; // the youngest
        Entry *m_next = nullptr;        // the next older child of the same parent
        Entry *m_previous = nullptr;
        typename std::list<Entry>::iterator m_place;
    };

    Tree() = default;
    Tree(const Tree &) = delete;
    Tree &operator=(const Tree &) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return m_by_name.size(); }
    [[nodiscard]] bool empty() const noexcept { return m_by_name.empty(); }

    [[nodiscard]] const Entry *find(std::string_view name) const noexcept
    {
        const auto found = m_by_name.find(name);
        return found == m_by_name.end() ? nullptr : found->second;
    }

    // Throws NoDomainSnapshot or NoDomainCheckpoint.
    [[nodiscard]] const Entry &get(std::string_view name) const
    {
        if (const Entry *entry = find(name))
            return *entry;
        throw Error(Kind<Moment>::missing, std::string("no domain ") + Kind<Moment>::noun +
                                               " with matching name '" + std::string(name) + "'");
    }

    // The parent of one; throws NoDomainSnapshot or NoDomainCheckpoint for a root.
    [[nodiscard]] const Entry &parent_of(std::string_view name) const
    {
        if (const Entry *parent = get(name).parent())
            return *parent;
        throw Error(Kind<Moment>::missing,
                    std::string(Kind<Moment>::noun) + " '" + std::string(name) + "' does not have a parent");
    }

    // Null when there is none.
    [[nodiscard]] const Entry *current() const noexcept { return m_current; }
    void set_current(const Entry &entry) noexcept { m_current = &entry; }

    // Adds a new one. Throws OperationFailed for a name that is taken, and InvalidArg for a parent that is
    // not there.
    const Entry &add(Value moment)
    {
        refuse_taken(*moment);
        Entry &parent = find_parent(*moment, nullptr);
        Entry &entry = insert(std::move(moment));
        link(entry, parent);
        return entry;
    }

    // Adds one, or puts it in the place of the one of that name, which keeps its children and stays the
    // current one if it is. Throws InvalidArg for a parent that is not there or builds on it.
    const Entry &redefine(Value moment)
    {
        const auto found = m_by_name.find(moment->name);
        if (found == m_by_name.end())
            return add(std::move(moment));
        Entry &entry = *found->second;
        Entry &parent = find_parent(*moment, &entry);
        set_value(entry, std::move(moment));
        unlink(entry);
        link(entry, parent);
        return entry;
    }

    // Adds what was kept, in any order. Throws OperationFailed for a name that is taken, and InvalidArg when
    // parents are missing or run in a circle; the tree is of no use after that.
    void load(std::vector<Value> moments)
    {
        std::vector<Entry *> added;
        added.reserve(moments.size());
        for (Value &moment : moments) {
            refuse_taken(*moment);
            added.push_back(&insert(std::move(moment)));
        }
        for (Entry *entry : added)
            link(*entry, find_parent(*entry->m_value, nullptr));
        std::size_t reached = 0;
        for_each_below(m_root, Depth::All, [&](const Entry &) { return ++reached, true; });
        if (reached != size())
            throw Error(ErrorCode::InvalidArg,
                        std::string("the parents of some ") + Kind<Moment>::noun + "s run in a circle");
    }

    // What is taken away and was the current one leaves that to the parent of `name`, or to `name` itself
    // when it stays. Children that stay get its parent.
    void remove(std::string_view name, Extent extent)
    {
        Entry &entry = *m_by_name.find(get(name).name())->second;
        if (extent == Extent::Itself) {
            remove_alone(entry);
            return;
        }
        std::vector<Entry *> gone;
        for_each_below(entry, Depth::All, [&](const Entry &each) {
            gone.push_back(&*each.m_place);
            return true;
        });
        Entry *heir = &entry;
        if (extent == Extent::ItselfAndDescendants) {
            gone.push_back(&entry);
            heir = entry.m_parent;
            unlink(entry);
        }
        entry.m_first_child = nullptr;
        for (Entry *each : gone) {
            if (m_current == each)
                m_current = heir->m_value ? heir : nullptr;
            forget(*each);
        }
    }

    // In the order in which they came. `visit` answers whether it wants more.
    template <class Visit>
    void for_each(Visit &&visit) const
    {
        for (const Entry &entry : m_all)
            if (!visit(entry))
                return;
    }

    enum class Depth : uint8_t { One, All };

    // Those that build on one, or on none when it is null: parents first, and the youngest child first.
    template <class Visit>
    void for_each_below(const Entry *top, Depth depth, Visit &&visit) const
    {
        for_each_below(top ? *top : m_root, depth, std::forward<Visit>(visit));
    }

private:
    // Without recursion: a chain may be of any length.
    template <class Visit>
    static void for_each_below(const Entry &top, Depth depth, Visit &&visit)
    {
        const Entry *at = top.m_first_child;
        while (at != nullptr && visit(*at)) {
            if (depth == Depth::All && at->m_first_child != nullptr) {
                at = at->m_first_child;
                continue;
            }
            while (at->m_next == nullptr && at->m_parent != &top)
                at = at->m_parent;
            at = at->m_next;
        }
    }

    void refuse_taken(const Moment &moment) const
    {
        if (find(moment.name))
            throw Error(ErrorCode::OperationFailed,
                        std::string(Kind<Moment>::noun) + " '" + moment.name +
                            "' already exists: give another name, or redefine that one",
                        ErrorDomain::Domain);
    }

    // `self` is the entry that gets the parent, when it is in the tree.
    Entry &find_parent(const Moment &moment, const Entry *self)
    {
        if (moment.parent.empty())
            return m_root;
        const auto refuse = [&](const std::string &what) {
            throw Error(ErrorCode::InvalidArg, what, ErrorDomain::Domain);
        };
        const std::string noun = Kind<Moment>::noun;
        if (moment.parent == moment.name)
            refuse(noun + " '" + moment.name + "' cannot be its own parent");
        const auto found = m_by_name.find(moment.parent);
        if (found == m_by_name.end())
            refuse("parent '" + moment.parent + "' for " + noun + " '" + moment.name + "' not found");
        for (const Entry *above = found->second; self && above; above = above->parent())
            if (above == self)
                refuse("parent '" + moment.parent + "' of " + noun + " '" + moment.name +
                       "' builds on it: that would be a circle");
        return *found->second;
    }

    Entry &insert(Value moment)
    {
        m_all.emplace_back();
        Entry &entry = m_all.back();
        entry.m_place = std::prev(m_all.end());
        entry.m_value = std::move(moment);
        try {
            m_by_name.emplace(entry.m_value->name, &entry);
        } catch (...) {
            m_all.pop_back();
            throw;
        }
        return entry;
    }

    static void link(Entry &entry, Entry &parent) noexcept
    {
        entry.m_parent = &parent;
        entry.m_previous = nullptr;
        entry.m_next = parent.m_first_child;
        if (entry.m_next)
            entry.m_next->m_previous = &entry;
        parent.m_first_child = &entry;
    }

    static void unlink(Entry &entry) noexcept
    {
        (entry.m_previous ? entry.m_previous->m_next : entry.m_parent->m_first_child) = entry.m_next;
        if (entry.m_next)
            entry.m_next->m_previous = entry.m_previous;
    }

    void remove_alone(Entry &entry)
    {
        Entry &heir = *entry.m_parent;
        const std::string_view heir_name = heir.m_value ? std::string_view(heir.m_value->name) : "";
        std::vector<std::pair<Entry *, Value>> moved; // the youngest first
        for (Entry *child = entry.m_first_child; child; child = child->m_next)
            moved.emplace_back(child, with_parent(*child->m_value, heir_name));
        // Nothing throws from here on.
        unlink(entry);
        for (auto each = moved.rbegin(); each != moved.rend(); ++each) {
            link(*each->first, heir);
            set_value(*each->first, std::move(each->second));
        }
        if (m_current == &entry)
            m_current = heir.m_value ? &heir : nullptr;
        forget(entry);
    }

    // The key is a view of the value's own name.
    void set_value(Entry &entry, Value value) noexcept
    {
        auto node = m_by_name.extract(std::string_view(entry.m_value->name));
        entry.m_value = std::move(value);
        node.key() = entry.m_value->name;
        m_by_name.insert(std::move(node));
    }

    void forget(Entry &entry) noexcept
    {
        m_by_name.erase(std::string_view(entry.m_value->name));
        m_all.erase(entry.m_place);
    }

    Entry m_root; // above all roots
    std::list<Entry> m_all;
    std::unordered_map<std::string_view, Entry *> m_by_name; // views of the values' names
    const Entry *m_current = nullptr;
};

using SnapshotTree = Tree<Snapshot>;
using CheckpointTree = Tree<Checkpoint>;

} // namespace modvirt::moment
