// SPDX-License-Identifier: LGPL-2.1-or-later
// The distribution's libvirt has no plugins: these calls only let the program link.
#include <modvirt/modvirt.h>

int modvirtPluginAddFile(const char *)
{
    return -1;
}
int modvirtPluginAddPath(const char *)
{
    return -1;
}
int modvirtPluginList(char **)
{
    return -1;
}
int modvirtPluginShow(const char *, char **)
{
    return -1;
}
int modvirtPluginExplain(const char *, char **)
{
    return -1;
}
int modvirtPluginDoctor(char **)
{
    return -1;
}
int modvirtPluginMatrix(char **)
{
    return -1;
}
int modvirtXmlValidate(const char *, const char *, char **)
{
    return -1;
}
