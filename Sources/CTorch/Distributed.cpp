#define USE_C10D_GLOO

#include <c10/util/Logging.h>
#include <c10/util/intrusive_ptr.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/csrc/distributed/c10d/logger.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>
#include <signal.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif
#include <unistd.h>

#include "Internal.h"

struct ctorch_store_impl {
  c10::intrusive_ptr<c10d::TCPStore> store;
};

struct ctorch_group_impl {
  c10::intrusive_ptr<c10d::ProcessGroup> group;
  c10::intrusive_ptr<c10d::Backend> backend;
};

struct ctorch_reducer_impl {
  std::shared_ptr<c10d::Reducer> reducer;
  // The reducer tells it of changes in the graph, and takes for granted that it is there.
  std::shared_ptr<c10d::Logger> logger;
};

namespace {

using c10d::ProcessGroup;
using c10d::ProcessGroupGloo;

// Warnings about attempts to connect that succeed later are no result of a program.
void silence_warnings() {
  static const bool is_silent = [] {
    FLAGS_caffe2_log_level = c10::GLOG_FATAL;
    return true;
  }();
  (void)is_silent;
}

// Gloo writes by `writev`, which ends the process by SIGPIPE where another has closed the connection.
// Ignored, in this process and those that it starts, the signal leaves an error that Gloo reports. A
// handler of the program's own stays.
void survive_closed_connections() {
  struct sigaction action;
  if (sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) {
    signal(SIGPIPE, SIG_IGN);
  }
}

c10::intrusive_ptr<ProcessGroupGloo::Options> gloo_options(const ctorch_group_options &options) {
  auto result = ProcessGroupGloo::Options::create(std::chrono::milliseconds(options.timeout));
  if (options.interface_name != nullptr) {
    result->devices.push_back(ProcessGroupGloo::createDeviceForInterface(options.interface_name));
  } else if (options.is_on_one_machine) {
    result->devices.push_back(ProcessGroupGloo::createDeviceForHostname("127.0.0.1"));
  } else {
    result->devices.push_back(ProcessGroupGloo::createDefaultDevice());
  }
  return result;
}

void wait_for(const c10::intrusive_ptr<c10d::Work> &work) { work->wait(); }

// Runs `exchange` on the elements of `tensor` in row-major order, and leaves there what it makes.
template <typename Exchange>
void in_place(ctorch_tensor tensor, Exchange &&exchange) {
  const at::NoGradGuard no_gradients;
  const at::Tensor target = ctorch::borrow(tensor);
  std::vector<at::Tensor> dense{target.contiguous()};
  wait_for(exchange(dense));
  if (!dense[0].is_same(target)) target.copy_(dense[0]);
}

// DDP's order: what the backward pass reaches first, the last parameters, goes out first.
std::vector<std::vector<size_t>> buckets(const std::vector<at::Tensor> &parameters) {
  auto assigned = std::get<0>(c10d::compute_bucket_assignment_by_size(
      parameters, {c10d::kDefaultFirstBucketBytes, c10d::kDefaultBucketBytesCap}));
  std::reverse(assigned.begin(), assigned.end());
  return assigned;
}

}  // namespace

ctorch_status ctorch_store_make(const char *host, uint16_t port, bool serves, int64_t timeout,
                                ctorch_store *result) {
  silence_warnings();
  return ctorch::guarded([&] {
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = serves;
    options.waitWorkers = false;
    options.timeout = std::chrono::milliseconds(timeout);
    *result = new ctorch_store_impl{c10::make_intrusive<c10d::TCPStore>(host, options)};
  });
}

void ctorch_store_release(ctorch_store owned) { delete owned; }

uint16_t ctorch_store_port(ctorch_store store) { return store->store->getPort(); }

ctorch_status ctorch_store_set(ctorch_store store, const char *key, const void *bytes,
                               size_t count) {
  return ctorch::guarded([&] {
    const auto *first = static_cast<const uint8_t *>(bytes);
    store->store->set(key, std::vector<uint8_t>(first, first + count));
  });
}

ctorch_status ctorch_store_get(ctorch_store store, const char *key, ctorch_tensor *result) {
  return ctorch::guarded([&] {
    *result = nullptr;
    if (!store->store->check({key})) return;
    const auto bytes = store->store->get(key);
    auto tensor = at::empty({static_cast<int64_t>(bytes.size())}, at::kByte);
    if (!bytes.empty()) std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
    *result = ctorch::own(std::move(tensor));
  });
}

ctorch_status ctorch_store_add(ctorch_store store, const char *key, int64_t amount,
                               int64_t *result) {
  return ctorch::guarded([&] { *result = store->store->add(key, amount); });
}

ctorch_status ctorch_group_make(ctorch_store store, const ctorch_group_options *options,
                                ctorch_group *result) {
  return ctorch::guarded([&] {
    survive_closed_connections();
    auto prefixed = c10::make_intrusive<c10d::PrefixStore>(options->prefix, store->store);
    auto group = c10::make_intrusive<ProcessGroup>(prefixed, options->rank, options->size);
    auto backend = c10::make_intrusive<ProcessGroupGloo>(prefixed, options->rank, options->size,
                                                         gloo_options(*options));
    group->setDefaultBackend(ProcessGroup::BackendType::GLOO);
    group->setBackend(c10::DeviceType::CPU, ProcessGroup::BackendType::GLOO, backend);
    *result = new ctorch_group_impl{std::move(group), std::move(backend)};
  });
}

void ctorch_group_release(ctorch_group owned) { delete owned; }

ctorch_status ctorch_group_all_reduce(ctorch_group group, ctorch_tensor tensor) {
  return ctorch::guarded([&] {
    in_place(tensor, [&](auto &tensors) { return group->backend->allreduce(tensors); });
  });
}

ctorch_status ctorch_group_broadcast(ctorch_group group, ctorch_tensor tensor, int32_t root) {
  return ctorch::guarded([&] {
    c10d::BroadcastOptions options;
    options.rootRank = root;
    in_place(tensor, [&](auto &tensors) { return group->backend->broadcast(tensors, options); });
  });
}

ctorch_status ctorch_group_all_gather(ctorch_group group, ctorch_tensor tensor,
                                      ctorch_tensor *results, size_t count) {
  return ctorch::guarded([&] {
    std::vector<at::Tensor> inputs{ctorch::borrow(tensor).detach().contiguous()};
    std::vector<std::vector<at::Tensor>> outputs(1);
    for (size_t i = 0; i < count; ++i) outputs[0].push_back(at::empty_like(inputs[0]));
    wait_for(group->backend->allgather(outputs, inputs));
    for (size_t i = 0; i < count; ++i) results[i] = ctorch::own(outputs[0][i]);
  });
}

ctorch_status ctorch_group_barrier(ctorch_group group) {
  return ctorch::guarded([&] { wait_for(group->backend->barrier()); });
}

ctorch_status ctorch_reducer_make(ctorch_group group, const ctorch_tensor *parameters, size_t count,
                                  ctorch_reducer *result) {
  return ctorch::guarded([&] {
    std::vector<at::Tensor> tensors;
    std::unordered_map<size_t, std::string> names;
    for (size_t i = 0; i < count; ++i) {
      tensors.push_back(ctorch::borrow(parameters[i]));
      names[i] = std::to_string(i);
    }
    auto assigned = buckets(tensors);
    auto reducer = std::make_shared<c10d::Reducer>(
        tensors, std::move(assigned), group->group, std::vector<bool>(count, false),
        c10d::kDefaultBucketBytesCap, /*find_unused_parameters=*/true,
        /*gradient_as_bucket_view=*/false, std::move(names), c10d::kDefaultFirstBucketBytes,
        /*skip_all_reduce_unused_params=*/false, /*use_python_reducer=*/false,
        std::vector<int64_t>{});
    auto logger = std::make_shared<c10d::Logger>(reducer);
    reducer->set_logger(logger);
    *result = new ctorch_reducer_impl{std::move(reducer), std::move(logger)};
  });
}

ctorch_status ctorch_reducer_prepare(ctorch_reducer reducer, ctorch_tensor loss) {
  return ctorch::guarded([&] {
    reducer->reducer->prepare_for_forward();
    reducer->reducer->prepare_for_backward({ctorch::borrow(loss)});
  });
}

ctorch_status ctorch_reducer_release(ctorch_reducer owned) {
  return ctorch::guarded([&] { delete owned; });
}

bool ctorch_end_with_parent(int32_t parent) {
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  return getppid() == parent;
}
