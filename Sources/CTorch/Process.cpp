#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/TensorIterator.h>
#include <ATen/ops/empty.h>
#if defined(__linux__)
#include <malloc.h>
#endif
#include <torch/csrc/api/include/torch/version.h>

#include "CachingAllocator.h"
#include "Internal.h"

namespace {

at::Generator default_generator(const char *device) {
  return at::globalContext().defaultGenerator(c10::Device(device));
}

}  // namespace

const char *ctorch_version(void) { return TORCH_VERSION; }

ctorch_status ctorch_seed(uint64_t seed) {
  return ctorch::guarded([&] { at::manual_seed(seed); });
}

ctorch_status ctorch_generator_state(const char *device, ctorch_tensor *result) {
  return ctorch::guarded([&] {
    auto generator = default_generator(device);
    std::lock_guard<std::mutex> lock(generator.mutex());
    *result = ctorch::own(generator.get_state());
  });
}

ctorch_status ctorch_set_generator_state(const char *device, ctorch_tensor state) {
  return ctorch::guarded([&] {
    auto generator = default_generator(device);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(ctorch::borrow(state));
  });
}

int32_t ctorch_thread_count(void) { return at::get_num_threads(); }

ctorch_status ctorch_set_thread_count(int32_t count) {
  return ctorch::guarded([&] { at::set_num_threads(count); });
}

ctorch_status ctorch_set_matmul_precision(const char *name) {
  return ctorch::guarded([&] { at::globalContext().setFloat32MatmulPrecision(name); });
}

const char *ctorch_matmul_precision(void) {
  switch (at::globalContext().float32MatmulPrecision()) {
    case at::Float32MatmulPrecision::HIGHEST:
      return "highest";
    case at::Float32MatmulPrecision::HIGH:
      return "high";
    case at::Float32MatmulPrecision::MEDIUM:
      return "medium";
  }
}

// at::parallel_for is a template that is serial unless the file that uses it is compiled with the
// OpenMP of LibTorch. The loop over an iterator is shared out inside of LibTorch: here over one
// byte for each part, whose address says which part it is.
void ctorch_run_parts(size_t part_count, void *context, void (*run)(void *context, size_t part)) {
  at::TensorIterator iterator;
  const char *first = nullptr;
  auto status = ctorch::guarded([&] {
    auto parts = at::empty({static_cast<int64_t>(part_count)}, at::kByte);
    first = static_cast<const char *>(parts.const_data_ptr());
    iterator = at::TensorIterator::nullary_op(parts);
  });
  if (status != CTORCH_OK) {  // no memory for a few bytes
    for (size_t part = 0; part < part_count; ++part) run(context, part);
    return;
  }
  // Some parts may have run when it fails, so nothing could be done about it.
  [&]() noexcept {
    iterator.for_each(
        [&](char **data, const int64_t *strides, int64_t count) {
          for (int64_t i = 0; i < count; ++i) run(context, data[0] + i * strides[0] - first);
        },
        1);
  }();
}

void ctorch_keep_freed_memory(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, INT32_MAX);
  mallopt(M_TOP_PAD, 64 << 20);
#endif
  ctorch::keep_large_blocks();
}

int32_t ctorch_cuda_device_count(void) {
  int32_t count = 0;
  auto status = ctorch::guarded([&] {
    if (at::hasCUDA()) count = static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount());
  });
  return status == CTORCH_OK ? count : 0;
}

bool ctorch_mps_is_available(void) {
  bool available = false;
  auto status = ctorch::guarded([&] { available = at::hasMPS(); });
  return status == CTORCH_OK && available;
}
