#include "greet.h"
#include <stdio.h>
#include <zlib.h>

void greet(void) { printf("hello " VERSION " with zlib %s\n", zlibVersion()); }
