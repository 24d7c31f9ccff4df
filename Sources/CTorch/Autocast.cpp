#include <ATen/autocast_mode.h>

#include "Internal.h"

// LibTorch's list for the processor lacks some operators that are in its list for CUDA: without it a
// convolution gets inputs of half precision beside weights of single precision, and refuses them.
TORCH_LIBRARY_IMPL(aten, AutocastCPU, m) {
  KERNEL_CPU(convolution, lower_precision_fp);
  KERNEL_CPU(rms_norm, fp32);
}

ctorch_status ctorch_autocast(int32_t device_type, int32_t *scalar_type) {
  return ctorch::guarded([&] {
    const auto device = static_cast<at::DeviceType>(device_type);
    *scalar_type = at::autocast::is_autocast_enabled(device)
                       ? static_cast<int32_t>(at::autocast::get_autocast_dtype(device))
                       : -1;
  });
}

ctorch_status ctorch_set_autocast(int32_t device_type, int32_t scalar_type) {
  return ctorch::guarded([&] {
    const auto device = static_cast<at::DeviceType>(device_type);
    TORCH_CHECK(at::autocast::is_autocast_available(device), "LibTorch has no autocast on ",
                c10::DeviceTypeName(device, /*lower_case=*/true));
    if (scalar_type >= 0) {
      at::autocast::set_autocast_dtype(device, static_cast<at::ScalarType>(scalar_type));
    }
    at::autocast::set_autocast_enabled(device, scalar_type >= 0);
  });
}

void ctorch_clear_autocast_cache(void) { at::autocast::clear_cache(); }
