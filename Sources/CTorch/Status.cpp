#include <string>

#include "Internal.h"

namespace {
thread_local std::string last_error;
thread_local bool last_error_is_of_exchange = false;
}  // namespace

namespace ctorch {
void set_of_exchange(bool is_of_exchange) { last_error_is_of_exchange = is_of_exchange; }
}  // namespace ctorch

bool ctorch_last_error_is_of_exchange(void) { return last_error_is_of_exchange; }

const char *ctorch_last_error(void) { return last_error.c_str(); }

void ctorch_set_error(const char *message) {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}
