# SPDX-License-Identifier: LGPL-2.1-or-later
# Completion of modvirt for bash. The tool itself knows what can follow.

# Collects the options in front of the command that matter for what exists, and the words of the command.
_modvirt_split()
{
    globals=()
    command=()
    local i=1
    while ((i < COMP_CWORD)); do
        case "${words[i]}" in
            -c|--connect|--plugin|--plugin-path) globals+=("${words[i]}" "${words[i + 1]}"); ((i += 2)) ;;
            -d|-e|-k|-K|-l|--debug|--format|--escape|--keepalive-interval|--keepalive-count|--log) ((i += 2)) ;;
            -r|--readonly|-c*|--connect=*|--plugin=*|--plugin-path=*) globals+=("${words[i]}"); ((i += 1)) ;;
            -*) ((i += 1)) ;;
            *) break ;;
        esac
    done
    command=("${words[@]:i:COMP_CWORD - i + 1}")
}

_modvirt()
{
    local words=("${COMP_WORDS[@]}") current="${COMP_WORDS[COMP_CWORD]}" globals command
    _modvirt_split
    if ((${#command[@]} <= 1)) && [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--connect --debug --escape --format --help --json --keepalive-count
            --keepalive-interval --log --plugin --plugin-path --quiet --readonly --timing --version" -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <("${words[0]}" -q "${globals[@]}" complete -- "${command[@]}" 2>/dev/null)
    # A file is what remains where the tool has nothing to offer.
    ((${#COMPREPLY[@]})) || compopt -o default
}

complete -F _modvirt modvirt
