// What PyTorch's header ProcessGroupGloo.hpp names of gloo's context. LibTorch has gloo inside and brings
// no headers of it. Only pointers to these types are stored, so nothing depends on what they hold.

#ifndef CTORCH_GLOO_CONTEXT_H
#define CTORCH_GLOO_CONTEXT_H

#include <chrono>

namespace gloo {

class Context {
 public:
  void setTimeout(std::chrono::milliseconds timeout);
};

}  // namespace gloo

#endif
