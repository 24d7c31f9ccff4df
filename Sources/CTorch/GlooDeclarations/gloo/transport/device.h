// Types that PyTorch's header ProcessGroupGloo.hpp keeps pointers to.

#ifndef CTORCH_GLOO_TRANSPORT_DEVICE_H
#define CTORCH_GLOO_TRANSPORT_DEVICE_H

namespace gloo::transport {

class Device;

class UnboundBuffer {
 public:
  virtual ~UnboundBuffer();
};

}  // namespace gloo::transport

#endif
