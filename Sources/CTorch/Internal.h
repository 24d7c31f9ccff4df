// What the C++ files of CTorch share: handles, and the wall that no exception passes.

#ifndef CTORCH_INTERNAL_H
#define CTORCH_INTERNAL_H

#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "CTorch.h"

namespace ctorch {

// A borrowed handle as a tensor that shares ownership for its own lifetime.
inline at::Tensor borrow(ctorch_tensor handle) {
  auto *implementation = reinterpret_cast<c10::TensorImpl *>(handle);
  return at::Tensor(
      c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(implementation));
}

// A tensor as an owned handle; null for an undefined tensor.
inline ctorch_tensor own(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  return reinterpret_cast<ctorch_tensor>(tensor.unsafeReleaseTensorImpl());
}

// Says whether the thread's last failure came from the exchange between processes.
void set_of_exchange(bool is_of_exchange);

// Runs `body`; whatever it throws becomes a status and the thread's error message.
template <typename Body>
ctorch_status guarded(Body &&body) noexcept {
  try {
    body();
    return CTORCH_OK;
  } catch (const c10::DistError &error) {
    set_of_exchange(true);
    ctorch_set_error(error.what_without_backtrace());
  } catch (const c10::Error &error) {
    set_of_exchange(false);
    ctorch_set_error(error.what_without_backtrace());
  } catch (const std::bad_alloc &error) {
    set_of_exchange(false);
    ctorch_set_error(error.what());
  } catch (const std::exception &error) {
    // LibTorch's own errors are above; what is left comes from gloo.
    set_of_exchange(true);
    ctorch_set_error(error.what());
  } catch (...) {
    set_of_exchange(false);
    ctorch_set_error("an exception of unknown type");
  }
  return CTORCH_FAILED;
}

}  // namespace ctorch

#endif
