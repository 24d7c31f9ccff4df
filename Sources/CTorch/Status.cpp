#include <string>

#include "CTorch.h"

namespace {
thread_local std::string last_error;
}

const char *ctorch_last_error(void) { return last_error.c_str(); }

void ctorch_set_error(const char *message) {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}
