#include <ATen/core/dispatch/Dispatcher.h>

#include "Internal.h"

struct ctorch_operator_impl {
  c10::OperatorHandle handle;
};

namespace {

at::TensorList borrowed_list(const ctorch_value &value, std::vector<at::Tensor> &storage) {
  const auto *handles = static_cast<const ctorch_tensor *>(value.pointer);
  storage.reserve(value.integer);
  for (int64_t i = 0; i < value.integer; ++i) storage.push_back(ctorch::borrow(handles[i]));
  return storage;
}

c10::List<std::optional<at::Tensor>> optional_tensors(const ctorch_value &value) {
  c10::List<std::optional<at::Tensor>> list;
  const auto *handles = static_cast<const ctorch_tensor *>(value.pointer);
  for (int64_t i = 0; i < value.integer; ++i) {
    if (handles[i] == nullptr) {
      list.push_back(std::nullopt);
    } else {
      list.push_back(ctorch::borrow(handles[i]));
    }
  }
  return list;
}

bool expects_float(const c10::Argument &argument) {
  auto type = argument.type();
  if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  return type->kind() == c10::TypeKind::FloatType;
}

c10::IValue to_ivalue(const ctorch_value &value, const c10::Argument &argument) {
  switch (value.tag) {
    case CTORCH_NONE:
      return {};
    case CTORCH_TENSOR:
      return ctorch::borrow(static_cast<ctorch_tensor>(const_cast<void *>(value.pointer)));
    case CTORCH_INT:
      if (expects_float(argument)) return static_cast<double>(value.integer);
      return value.integer;
    case CTORCH_DOUBLE:
      return value.number;
    case CTORCH_BOOL:
      return value.integer != 0;
    case CTORCH_STRING:
      return std::string(static_cast<const char *>(value.pointer));
    case CTORCH_INT_LIST: {
      const auto *integers = static_cast<const int64_t *>(value.pointer);
      return c10::IValue(at::IntArrayRef(integers, value.integer));
    }
    case CTORCH_DOUBLE_LIST: {
      const auto *numbers = static_cast<const double *>(value.pointer);
      return c10::IValue(std::vector<double>(numbers, numbers + value.integer));
    }
    case CTORCH_TENSOR_LIST: {
      std::vector<at::Tensor> storage;
      return c10::IValue(borrowed_list(value, storage));
    }
    case CTORCH_OPTIONAL_TENSORS:
      return optional_tensors(value);
    case CTORCH_DEVICE:
      return c10::Device(static_cast<const char *>(value.pointer));
    case CTORCH_DEFAULT:
      break;
  }
  TORCH_CHECK(argument.default_value().has_value(), "missing value for argument '", argument.name(),
              "'");
  return *argument.default_value();
}

torch::jit::Stack make_stack(const c10::FunctionSchema &schema, const ctorch_value *arguments,
                             size_t argument_count) {
  const auto &parameters = schema.arguments();
  TORCH_CHECK(argument_count <= parameters.size(), "takes at most ", parameters.size(),
              " arguments but was given ", argument_count);
  torch::jit::Stack stack;
  stack.reserve(parameters.size());
  const ctorch_value missing{CTORCH_DEFAULT, 0, 0, nullptr};
  for (size_t i = 0; i < parameters.size(); ++i) {
    stack.push_back(to_ivalue(i < argument_count ? arguments[i] : missing, parameters[i]));
  }
  return stack;
}

// Collects results; releases what it owns unless `finish` was reached.
class ResultWriter {
 public:
  ResultWriter(ctorch_value *results, size_t capacity) : results_(results), capacity_(capacity) {}
  ResultWriter(const ResultWriter &) = delete;
  ResultWriter &operator=(const ResultWriter &) = delete;

  ~ResultWriter() {
    if (finished_) return;
    for (size_t i = 0; i < count_; ++i) {
      if (results_[i].tag != CTORCH_TENSOR) continue;
      ctorch_tensor_release(static_cast<ctorch_tensor>(const_cast<void *>(results_[i].pointer)));
    }
  }

  void add(const c10::IValue &value) {
    if (value.isTensor()) {
      add_tensor(value.toTensor());
    } else if (value.isTensorList()) {
      for (const at::Tensor &tensor : value.toTensorVector()) add_tensor(tensor);
    } else if (value.isInt()) {
      push({CTORCH_INT, value.toInt(), 0, nullptr});
    } else if (value.isDouble()) {
      push({CTORCH_DOUBLE, 0, value.toDouble(), nullptr});
    } else if (value.isBool()) {
      push({CTORCH_BOOL, value.toBool() ? 1 : 0, 0, nullptr});
    } else {
      TORCH_CHECK(value.isNone(), "returns a ", value.tagKind(), ", which has no C form");
      push({CTORCH_NONE, 0, 0, nullptr});
    }
  }

  size_t finish() {
    finished_ = true;
    return count_;
  }

 private:
  void add_tensor(const at::Tensor &tensor) {
    ctorch_tensor handle = ctorch::own(tensor);
    try {
      push({handle == nullptr ? CTORCH_NONE : CTORCH_TENSOR, 0, 0, handle});
    } catch (...) {
      ctorch_tensor_release(handle);
      throw;
    }
  }

  void push(const ctorch_value &value) {
    TORCH_CHECK(count_ < capacity_, "returns more than ", capacity_, " values");
    results_[count_++] = value;
  }

  ctorch_value *results_;
  size_t capacity_;
  size_t count_ = 0;
  bool finished_ = false;
};

}  // namespace

ctorch_status ctorch_operator_find(const char *name, const char *overload,
                                   ctorch_operator *result) {
  return ctorch::guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    *result = new ctorch_operator_impl{handle};
  });
}

ctorch_status ctorch_operator_call(ctorch_operator op, const ctorch_value *arguments,
                                   size_t argument_count, ctorch_value *results, size_t capacity,
                                   size_t *result_count) {
  return ctorch::guarded([&] {
    auto stack = make_stack(op->handle.schema(), arguments, argument_count);
    op->handle.callBoxed(&stack);
    ResultWriter writer(results, capacity);
    for (const auto &value : stack) writer.add(value);
    *result_count = writer.finish();
  });
}

namespace {
thread_local void *operator_observer = nullptr;
}

void *ctorch_operator_observer(void) { return operator_observer; }

void ctorch_set_operator_observer(void *observer) { operator_observer = observer; }
