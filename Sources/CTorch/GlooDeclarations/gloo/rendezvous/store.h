// The functions of gloo's store that PyTorch's header ProcessGroupGloo.hpp overrides. No object of that
// class is made here: LibTorch makes its own.

#ifndef CTORCH_GLOO_RENDEZVOUS_STORE_H
#define CTORCH_GLOO_RENDEZVOUS_STORE_H

#include <chrono>
#include <string>
#include <vector>

namespace gloo::rendezvous {

class Store {
 public:
  virtual ~Store();
  virtual void set(const std::string &key, const std::vector<char> &value) = 0;
  virtual std::vector<char> get(const std::string &key) = 0;
  virtual void wait(const std::vector<std::string> &keys) = 0;
  virtual void wait(const std::vector<std::string> &keys,
                    const std::chrono::milliseconds &timeout) = 0;
};

}  // namespace gloo::rendezvous

#endif
