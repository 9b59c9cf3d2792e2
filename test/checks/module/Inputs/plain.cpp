#include "plain.h"
#include <string>

template <typename T> T twice(T Value) { return Value + Value; }

namespace {
struct Base {
  virtual ~Base() = default;
  virtual int size() const = 0;
};
struct Derived : Base {
  Derived() = default;
  Derived(const Derived &) = delete;
  int size() const override { return twice(21); }
};
} // namespace

int main() {
  auto Text = [](auto Value) { return std::to_string(Value); };
  return Derived().size() + header(1) + static_cast<int>(Text(1).size());
}
