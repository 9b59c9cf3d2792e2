#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace shop {

/// Where the processes of a rush wait for each other, so that they ask for the
/// same thing in the same moment: a counter in a file that all of them map.
class Turnstile {
public:
  /// Creates the file if it is not there.
  Turnstile(const std::string &path, unsigned processes);
  ~Turnstile();
  Turnstile(const Turnstile &) = delete;
  Turnstile &operator=(const Turnstile &) = delete;

  /// Returns when all processes have called it as often as this one. Throws if
  /// that takes a minute.
  void wait();

private:
  std::atomic<std::uint32_t> *arrived;
  unsigned processes;
  std::uint32_t expected = 0;
};

} // namespace shop
