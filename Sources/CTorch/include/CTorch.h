// The C interface to LibTorch: everything that Swift may ask of it.
//
// Every function that can fail returns a status and never lets a C++ exception out. After a status
// other than CTORCH_OK, `ctorch_last_error` has the message, for the calling thread, until its next
// failing call.
//
// Handles named "owned" must be given to `ctorch_tensor_release` exactly once. Handles named
// "borrowed" are only read during the call.

#ifndef CTORCH_H
#define CTORCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ctorch_tensor_impl *ctorch_tensor;
typedef const struct ctorch_operator_impl *ctorch_operator;

typedef enum ctorch_status {
  CTORCH_OK = 0,
  CTORCH_FAILED = 1,
} ctorch_status;

// The message of the calling thread's last failure; valid until its next failure.
const char *ctorch_last_error(void);

// Whether that failure came from the exchange between processes and not from an operator.
bool ctorch_last_error_is_of_exchange(void);

// MARK: Operators

typedef enum ctorch_tag {
  CTORCH_NONE = 0,
  CTORCH_TENSOR = 1,            // pointer: borrowed tensor as an argument, owned as a result
  CTORCH_INT = 2,               // integer; also data types, layouts and memory formats
  CTORCH_DOUBLE = 3,            // number
  CTORCH_BOOL = 4,              // integer, 0 or 1
  CTORCH_STRING = 5,            // pointer: borrowed, null-terminated UTF-8
  CTORCH_INT_LIST = 6,          // pointer: int64_t[integer]
  CTORCH_DOUBLE_LIST = 7,       // pointer: double[integer]
  CTORCH_TENSOR_LIST = 8,       // pointer: ctorch_tensor[integer], borrowed
  CTORCH_OPTIONAL_TENSORS = 9,  // as CTORCH_TENSOR_LIST, where a null pointer stands for none
  CTORCH_DEVICE = 10,           // pointer: borrowed string such as "cpu" or "cuda:0"
  CTORCH_DEFAULT = 11,          // the default value of the operator's schema
} ctorch_tag;

typedef struct ctorch_value {
  ctorch_tag tag;
  int64_t integer;
  double number;
  const void *pointer;
} ctorch_value;

// Looks an operator up by name ("aten::conv2d") and overload ("" for most). The result lives for
// ever. Fails if there is no such operator.
ctorch_status ctorch_operator_find(const char *name, const char *overload, ctorch_operator *result);

// Calls an operator. Arguments that are missing at the end, or tagged CTORCH_DEFAULT, take the
// schema's defaults. Results are written in order, lists of tensors flattened; tensors among them
// are owned by the caller. Fails without owned results left behind.
ctorch_status ctorch_operator_call(ctorch_operator op, const ctorch_value *arguments,
                                   size_t argument_count, ctorch_value *results, size_t capacity,
                                   size_t *result_count);

// What observes the operators that the calling thread calls: any pointer, null for nothing.
void *ctorch_operator_observer(void);
void ctorch_set_operator_observer(void *observer);

// MARK: Tensors

typedef struct ctorch_description {
  int32_t scalar_type;   // the value of c10::ScalarType
  int32_t device_type;   // the value of c10::DeviceType
  int32_t device_index;  // -1 where the device has no index
  bool requires_gradient;
  bool is_leaf;
  bool is_contiguous;
  bool is_unshared;  // no other handle, view or part of LibTorch holds the tensor or its elements
  int64_t dimension_count;
  int64_t element_count;
  int64_t element_size;  // bytes
} ctorch_description;

// Makes an owned tensor on the CPU from a copy of `data`, in row-major order. `byte_count` must be
// what `sizes` and `scalar_type` need.
ctorch_status ctorch_tensor_make(const void *data, size_t byte_count, int32_t scalar_type,
                                 const int64_t *sizes, size_t dimension_count,
                                 ctorch_tensor *result);

// Copies the elements, in row-major order, into `buffer`, from any device.
ctorch_status ctorch_tensor_read(ctorch_tensor tensor, void *buffer, size_t byte_count);

// The address of a contiguous CPU tensor's elements, valid while the tensor lives. Fails for any
// other tensor.
ctorch_status ctorch_tensor_data(ctorch_tensor tensor, void **result);

ctorch_status ctorch_tensor_describe(ctorch_tensor tensor, ctorch_description *result);

// Writes the sizes of the dimensions; `capacity` must be at least the dimension count.
ctorch_status ctorch_tensor_sizes(ctorch_tensor tensor, int64_t *sizes, size_t capacity);

// Another owned handle of the same tensor.
ctorch_tensor ctorch_tensor_retain(ctorch_tensor borrowed);

void ctorch_tensor_release(ctorch_tensor owned);

// MARK: Gradients

ctorch_status ctorch_tensor_set_requires_gradient(ctorch_tensor tensor, bool requires_gradient);

// Back-propagates from `tensor`; `gradient` may be null for a tensor of one element.
ctorch_status ctorch_tensor_backward(ctorch_tensor tensor, ctorch_tensor gradient);

// The accumulated gradient, owned; null where there is none.
ctorch_status ctorch_tensor_gradient(ctorch_tensor tensor, ctorch_tensor *result);

// Replaces the accumulated gradient; null removes it.
ctorch_status ctorch_tensor_set_gradient(ctorch_tensor tensor, ctorch_tensor gradient);

// How often the elements have been changed in place, as autograd counts it.
ctorch_status ctorch_tensor_version(ctorch_tensor tensor, int64_t *result);

// Counts a change in place of an operator that does not count it itself.
ctorch_status ctorch_tensor_count_change(ctorch_tensor tensor);

// Computes input gradients from the gradient of the output, which the callback then owns.
// `input_gradients` receives one owned tensor, or null for none, per input. Returns other than
// CTORCH_OK after `ctorch_set_error`.
typedef ctorch_status (*ctorch_backward)(void *context, ctorch_tensor output_gradient,
                                         ctorch_tensor *input_gradients, size_t input_count);

// Makes `output`, which was computed from `inputs` outside of autograd, differentiable: the result
// (owned) has its elements and `backward` as its derivative. Takes `context` and gives it to
// `release` exactly once, when the derivative can no longer be asked for or on failure.
ctorch_status ctorch_attach_backward(const ctorch_tensor *inputs, size_t input_count,
                                     ctorch_tensor output, void *context, ctorch_backward backward,
                                     void (*release)(void *context), ctorch_tensor *result);

// Computes the gradients of `output`, weighted with `gradient`, with respect to `leaves`, and adds them to
// those of no tensor. Writes one owned tensor, or null for none, per leaf. Fails if `output` depends on another
// leaf that requires gradients: its own would be lost.
ctorch_status ctorch_gradients(ctorch_tensor output, ctorch_tensor gradient,
                               const ctorch_tensor *leaves, size_t count, ctorch_tensor *results);

// Sets the message that a failing callback reports.
void ctorch_set_error(const char *message);

// Whether operators of the calling thread record gradients.
bool ctorch_gradients_enabled(void);
void ctorch_set_gradients_enabled(bool enabled);

// The pass of a checkpointed segment that the calling thread is in: any pointer, null for none.
void *ctorch_segment_pass(void);
void ctorch_set_segment_pass(void *pass);

// MARK: Autocast

// The type (c10::ScalarType) that autocast computes products and convolutions in on devices of a
// type (c10::DeviceType), for operators that the calling thread calls; -1 where it is off.
ctorch_status ctorch_autocast(int32_t device_type, int32_t *scalar_type);

// Sets that type; -1 turns autocast off. Fails for devices that LibTorch has no autocast on.
ctorch_status ctorch_set_autocast(int32_t device_type, int32_t scalar_type);

// Forgets the leaves that autocast has converted, which it keeps for those that need them again.
void ctorch_clear_autocast_cache(void);

// MARK: The process

// LibTorch's version, such as "2.13.0".
const char *ctorch_version(void);

// Seeds the default generators of all devices.
ctorch_status ctorch_seed(uint64_t seed);

// The state of a device's default generator as an owned byte tensor, and back.
ctorch_status ctorch_generator_state(const char *device, ctorch_tensor *result);
ctorch_status ctorch_set_generator_state(const char *device, ctorch_tensor state);

// Threads that one operator may use.
int32_t ctorch_thread_count(void);
ctorch_status ctorch_set_thread_count(int32_t count);

// How products of float32 matrices may round: "highest", "high" or "medium"; see
// torch.set_float32_matmul_precision.
ctorch_status ctorch_set_matmul_precision(const char *name);
const char *ctorch_matmul_precision(void);

// Calls `run` once for each part in 0..<part_count on the threads of the operators, and returns
// when all calls have returned. `run` must neither call LibTorch nor throw.
void ctorch_run_parts(size_t part_count, void *context, void (*run)(void *context, size_t part));

// Keeps freed memory in the process, within five quarters of the most that tensors ever used,
// instead of giving it back to the system; large tensors that come and go then cost no page faults.
void ctorch_keep_freed_memory(void);

// The number of CUDA devices; 0 without CUDA.
int32_t ctorch_cuda_device_count(void);

// Whether the Metal device can be used.
bool ctorch_mps_is_available(void);

// MARK: Several processes

// Keys and values that processes share: one of them serves, all are clients. A store may be used by
// several threads, one call at a time.
typedef struct ctorch_store_impl *ctorch_store;

// Processes that exchange tensors, all of them in the same calls and in the same order.
typedef struct ctorch_group_impl *ctorch_group;

// What averages gradients over the processes of a group while the backward pass goes on: DDP's.
typedef struct ctorch_reducer_impl *ctorch_reducer;

typedef struct ctorch_group_options {
  const char *prefix;          // of the keys of the group in the store
  const char *interface_name;  // of the network, such as "eth0"; null for that of the host's name
  bool is_on_one_machine;      // whether the loopback interface will do
  int32_t rank;
  int32_t size;
  int64_t timeout;  // milliseconds for each exchange
} ctorch_group_options;

// Connects to a store, which is served from here on if `serves`; port 0 takes one that is free. Fails
// after `timeout` milliseconds. The result is owned: give it to `ctorch_store_release` once.
ctorch_status ctorch_store_make(const char *host, uint16_t port, bool serves, int64_t timeout,
                                ctorch_store *result);
void ctorch_store_release(ctorch_store owned);
uint16_t ctorch_store_port(ctorch_store store);

ctorch_status ctorch_store_set(ctorch_store store, const char *key, const void *bytes,
                               size_t count);

// The value of a key as an owned tensor of bytes; null where it has none.
ctorch_status ctorch_store_get(ctorch_store store, const char *key, ctorch_tensor *result);

// Adds to a value that is a number, 0 at first.
ctorch_status ctorch_store_add(ctorch_store store, const char *key, int64_t amount,
                               int64_t *result);

// Waits until all processes of the group have called it. The result is owned: give it to
// `ctorch_group_release` once; it holds the store.
ctorch_status ctorch_group_make(ctorch_store store, const ctorch_group_options *options,
                                ctorch_group *result);
void ctorch_group_release(ctorch_group owned);

// Replaces a tensor on the CPU by the sum of those of all processes: the same bits in each.
ctorch_status ctorch_group_all_reduce(ctorch_group group, ctorch_tensor tensor);

// Replaces a tensor on the CPU by that of the process `root`.
ctorch_status ctorch_group_broadcast(ctorch_group group, ctorch_tensor tensor, int32_t root);

// Writes the tensors of all processes, of equal shapes; `count` is the size of the group. All are owned.
ctorch_status ctorch_group_all_gather(ctorch_group group, ctorch_tensor tensor,
                                      ctorch_tensor *results, size_t count);

// Returns when all processes have called it.
ctorch_status ctorch_group_barrier(ctorch_group group);

// Watches leaves that require gradients, which must outlive the result. It is owned: give it to
// `ctorch_reducer_release` once, which fails where a backward pass has not ended.
ctorch_status ctorch_reducer_make(ctorch_group group, const ctorch_tensor *parameters, size_t count,
                                  ctorch_reducer *result);
ctorch_status ctorch_reducer_release(ctorch_reducer owned);

// Lets the next backward pass, from `loss`, leave in every gradient the mean over all processes.
ctorch_status ctorch_reducer_prepare(ctorch_reducer reducer, ctorch_tensor loss);

// Lets this process end when its parent does, where the system can do that. Returns whether `parent` is
// still its parent.
bool ctorch_end_with_parent(int32_t parent);

#ifdef __cplusplus
}
#endif

#endif
