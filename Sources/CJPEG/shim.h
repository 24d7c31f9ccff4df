// clang-format off
#include <stdio.h>  // what jpeglib.h leaves to its users
#include <jpeglib.h>
// clang-format on
