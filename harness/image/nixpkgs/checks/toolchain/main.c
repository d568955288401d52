#include "greet.h"

int main(void) { greet(); }
