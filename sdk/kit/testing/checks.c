/* SPDX-License-Identifier: MIT */
/* Checks of a test program, counted. A test program is one thread. */
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned passed;
static unsigned failed;

int modvirt_testing_check(int condition, const char *sentence)
{
    printf("%s: %s\n", condition ? "ok" : "FAILED", sentence);
    if (condition)
        ++passed;
    else
        ++failed;
    return condition;
}

int modvirt_testing_result(void)
{
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
