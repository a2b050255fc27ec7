# SPDX-License-Identifier: LGPL-2.1-or-later
# Completion of modvirt for fish. The tool itself knows what can follow.

function __modvirt_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    set -l globals
    while test (count $words) -gt 0
        switch $words[1]
            case -c --connect --plugin --plugin-path
                set -a globals $words[1..2]
                set -e words[1..2]
            case -d -e -k -K -l --debug --escape --keepalive-interval --keepalive-count --log --format
                set -e words[1..2]
            case '-r' --readonly '-c*' '--connect=*' '--plugin=*' '--plugin-path=*'
                set -a globals $words[1]
                set -e words[1]
            case '-*'
                set -e words[1]
            case '*'
                break
        end
    end
    $program -q $globals complete -- $words (commandline -ct) 2>/dev/null
end

complete -c modvirt -a '(__modvirt_complete)'
complete -c modvirt -s c -l connect -x -d 'hypervisor connection URI'
complete -c modvirt -s r -l readonly -d 'connect readonly'
complete -c modvirt -s q -l quiet -d 'quiet mode'
complete -c modvirt -s t -l timing -d 'print timing information'
complete -c modvirt -l json -d 'print JSON where a command lists or describes'
complete -c modvirt -l format -x -a '9.0 0.4' -d 'print text as this version of virsh'
complete -c modvirt -l plugin -r -d 'use this plugin first'
complete -c modvirt -l plugin-path -r -d 'search these directories for plugins first'
