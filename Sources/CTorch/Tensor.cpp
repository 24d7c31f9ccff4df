#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstring>

#include "Internal.h"

ctorch_status ctorch_tensor_make(const void *data, size_t byte_count, int32_t scalar_type,
                                 const int64_t *sizes, size_t dimension_count,
                                 ctorch_tensor *result) {
  return ctorch::guarded([&] {
    auto type = static_cast<c10::ScalarType>(scalar_type);
    auto tensor =
        at::empty(at::IntArrayRef(sizes, dimension_count), at::TensorOptions().dtype(type));
    TORCH_CHECK(tensor.nbytes() == byte_count, "the shape ", tensor.sizes(), " of ", type,
                " needs ", tensor.nbytes(), " bytes but ", byte_count, " were given");
    if (byte_count > 0) std::memcpy(tensor.mutable_data_ptr(), data, byte_count);
    *result = ctorch::own(std::move(tensor));
  });
}

ctorch_status ctorch_tensor_read(ctorch_tensor handle, void *buffer, size_t byte_count) {
  return ctorch::guarded([&] {
    auto tensor = ctorch::borrow(handle).detach().to(c10::kCPU).contiguous();
    TORCH_CHECK(tensor.nbytes() == byte_count, "the tensor has ", tensor.nbytes(),
                " bytes but the buffer holds ", byte_count);
    if (byte_count > 0) std::memcpy(buffer, tensor.const_data_ptr(), byte_count);
  });
}

ctorch_status ctorch_tensor_data(ctorch_tensor handle, void **result) {
  return ctorch::guarded([&] {
    auto tensor = ctorch::borrow(handle);
    TORCH_CHECK(tensor.is_cpu() && tensor.is_contiguous(),
                "only a contiguous tensor on the CPU can be read in place");
    *result = tensor.data_ptr();
  });
}

ctorch_status ctorch_tensor_describe(ctorch_tensor handle, ctorch_description *result) {
  return ctorch::guarded([&] {
    auto tensor = ctorch::borrow(handle);
    *result = ctorch_description{
        .scalar_type = static_cast<int32_t>(tensor.scalar_type()),
        .device_type = static_cast<int32_t>(tensor.device().type()),
        .device_index = tensor.device().index(),
        .requires_gradient = tensor.requires_grad(),
        .is_leaf = tensor.is_leaf(),
        .is_contiguous = tensor.is_contiguous(),
        // The handle and `tensor` hold it.
        .is_unshared =
            tensor.use_count() == 2 && tensor.has_storage() && tensor.storage().use_count() == 1,
        .dimension_count = tensor.dim(),
        .element_count = tensor.numel(),
        .element_size = static_cast<int64_t>(tensor.element_size()),
    };
  });
}

ctorch_status ctorch_tensor_sizes(ctorch_tensor handle, int64_t *sizes, size_t capacity) {
  return ctorch::guarded([&] {
    auto tensor = ctorch::borrow(handle);
    TORCH_CHECK(static_cast<size_t>(tensor.dim()) <= capacity, "the tensor has ", tensor.dim(),
                " dimensions but there is room for ", capacity);
    std::copy(tensor.sizes().begin(), tensor.sizes().end(), sizes);
  });
}

ctorch_tensor ctorch_tensor_retain(ctorch_tensor borrowed) {
  return ctorch::own(ctorch::borrow(borrowed));
}

void ctorch_tensor_release(ctorch_tensor owned) {
  if (owned == nullptr) return;
  auto *implementation = reinterpret_cast<c10::TensorImpl *>(owned);
  c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(implementation);
}
