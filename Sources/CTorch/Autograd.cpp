#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>

#include <unordered_set>

#include "Internal.h"

namespace {

// Owns the callback's context and gives it back exactly once.
struct Callback {
  void *context;
  ctorch_backward backward;
  void (*release)(void *context);
  size_t input_count;

  Callback(void *context, ctorch_backward backward, void (*release)(void *), size_t input_count)
      : context(context), backward(backward), release(release), input_count(input_count) {}
  Callback(const Callback &) = delete;
  Callback &operator=(const Callback &) = delete;
  ~Callback() { release(context); }
};

// Lets autograd's graph hold the callback.
struct CallbackHolder : torch::CustomClassHolder {
  std::shared_ptr<Callback> callback;
  explicit CallbackHolder(std::shared_ptr<Callback> callback) : callback(std::move(callback)) {}
};

struct ForwardResult {
  at::Tensor output;
  std::shared_ptr<Callback> callback;
};

struct CallbackFunction : torch::autograd::Function<CallbackFunction> {
  static at::Tensor forward(torch::autograd::AutogradContext *context, at::TensorList,
                            const ForwardResult &result) {
    context->saved_data["callback"] =
        c10::IValue::make_capsule(c10::make_intrusive<CallbackHolder>(result.callback));
    return result.output;
  }

  // `gradients` is a list that the caller does not use again: the callback becomes the owner of
  // what it holds.
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list &gradients) {
    auto holder = c10::static_intrusive_pointer_cast<CallbackHolder>(
        context->saved_data["callback"].toCapsule());
    const Callback &callback = *holder->callback;
    std::vector<ctorch_tensor> handles(callback.input_count, nullptr);
    auto status = callback.backward(callback.context, ctorch::own(std::move(gradients[0])),
                                    handles.data(), handles.size());

    torch::autograd::variable_list results;
    for (auto handle : handles) {
      results.push_back(handle == nullptr ? at::Tensor() : ctorch::borrow(handle));
      ctorch_tensor_release(handle);
    }
    TORCH_CHECK(status == CTORCH_OK, ctorch_last_error());
    results.emplace_back();  // the ForwardResult has no gradient
    return results;
  }
};

// Whether `output` depends on no leaf that requires gradients but `leaves`.
bool depends_only_on(const std::vector<at::Tensor> &leaves, const at::Tensor &output) {
  using torch::autograd::Node;
  std::unordered_set<const c10::TensorImpl *> known;
  for (const auto &leaf : leaves) known.insert(leaf.unsafeGetTensorImpl());
  if (output.is_leaf()) return known.count(output.unsafeGetTensorImpl()) > 0;
  std::unordered_set<const Node *> seen;
  std::vector<Node *> rest{output.grad_fn().get()};
  while (!rest.empty()) {
    auto *node = rest.back();
    rest.pop_back();
    if (node == nullptr || !seen.insert(node).second) continue;
    const auto *end = dynamic_cast<torch::autograd::AccumulateGrad *>(node);
    if (end != nullptr && known.count(end->variable.unsafeGetTensorImpl()) == 0) return false;
    for (const auto &edge : node->next_edges()) rest.push_back(edge.function.get());
  }
  return true;
}

thread_local void *segment_pass = nullptr;

}  // namespace

ctorch_status ctorch_tensor_set_requires_gradient(ctorch_tensor handle, bool requires_gradient) {
  return ctorch::guarded([&] { ctorch::borrow(handle).set_requires_grad(requires_gradient); });
}

ctorch_status ctorch_tensor_backward(ctorch_tensor handle, ctorch_tensor gradient) {
  return ctorch::guarded([&] {
    at::Tensor seed = gradient == nullptr ? at::Tensor() : ctorch::borrow(gradient);
    ctorch::borrow(handle).backward(seed);
  });
}

ctorch_status ctorch_tensor_gradient(ctorch_tensor handle, ctorch_tensor *result) {
  return ctorch::guarded([&] { *result = ctorch::own(ctorch::borrow(handle).grad()); });
}

ctorch_status ctorch_tensor_set_gradient(ctorch_tensor handle, ctorch_tensor gradient) {
  return ctorch::guarded([&] {
    ctorch::borrow(handle).mutable_grad() =
        gradient == nullptr ? at::Tensor() : ctorch::borrow(gradient);
  });
}

ctorch_status ctorch_tensor_version(ctorch_tensor handle, int64_t *result) {
  return ctorch::guarded([&] { *result = ctorch::borrow(handle)._version(); });
}

ctorch_status ctorch_tensor_count_change(ctorch_tensor handle) {
  return ctorch::guarded([&] { ctorch::borrow(handle).unsafeGetTensorImpl()->bump_version(); });
}

ctorch_status ctorch_attach_backward(const ctorch_tensor *inputs, size_t input_count,
                                     ctorch_tensor output, void *context, ctorch_backward backward,
                                     void (*release)(void *context), ctorch_tensor *result) {
  std::shared_ptr<Callback> callback;
  try {
    callback = std::make_shared<Callback>(context, backward, release, input_count);
  } catch (...) {
    release(context);
    ctorch_set_error("out of memory");
    return CTORCH_FAILED;
  }
  return ctorch::guarded([&] {
    std::vector<at::Tensor> borrowed;
    for (size_t i = 0; i < input_count; ++i) borrowed.push_back(ctorch::borrow(inputs[i]));
    ForwardResult forward{ctorch::borrow(output), callback};
    *result = ctorch::own(CallbackFunction::apply(at::TensorList(borrowed), forward));
  });
}

ctorch_status ctorch_gradients(ctorch_tensor output, ctorch_tensor gradient,
                               const ctorch_tensor *leaves, size_t count, ctorch_tensor *results) {
  return ctorch::guarded([&] {
    const at::Tensor root = ctorch::borrow(output);
    std::vector<at::Tensor> inputs;
    for (size_t i = 0; i < count; ++i) inputs.push_back(ctorch::borrow(leaves[i]));
    torch::autograd::variable_list found(count);
    if (root.requires_grad()) {
      TORCH_CHECK(depends_only_on(inputs, root),
                  "a tensor that requires gradients is neither among its inputs nor the effective "
                  "value of a parameter");
      found = torch::autograd::grad({root}, inputs, {ctorch::borrow(gradient)},
                                    /*retain_graph=*/false, /*create_graph=*/false,
                                    /*allow_unused=*/true);
    }
    for (size_t i = 0; i < count; ++i) results[i] = ctorch::own(std::move(found[i]));
  });
}

void *ctorch_segment_pass(void) { return segment_pass; }

void ctorch_set_segment_pass(void *pass) { segment_pass = pass; }

bool ctorch_gradients_enabled(void) { return c10::GradMode::is_enabled(); }

void ctorch_set_gradients_enabled(bool enabled) { c10::GradMode::set_enabled(enabled); }
