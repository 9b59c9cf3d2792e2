#include "Turnstile.h"

#include "Error.h"

#include <chrono>
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

namespace shop {
namespace {

using Counter = std::atomic<std::uint32_t>;
static_assert(Counter::is_always_lock_free, "it is shared by processes");

} // namespace

Turnstile::Turnstile(const std::string &path, unsigned processes)
    : processes(processes) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT, 0600);
  if (file < 0 || ::ftruncate(file, sizeof(Counter)) != 0)
    throw Error("cannot open " + path);
  void *memory = ::mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE,
                        MAP_SHARED, file, 0);
  ::close(file);
  if (memory == MAP_FAILED)
    throw Error("cannot map " + path);
  // A new file is all zeros, which is what the counter begins with.
  arrived = static_cast<Counter *>(memory);
}

Turnstile::~Turnstile() { ::munmap(arrived, sizeof(Counter)); }

void Turnstile::wait() {
  expected += processes;
  arrived->fetch_add(1);
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (arrived->load() < expected) {
    if (std::chrono::steady_clock::now() > deadline)
      throw Error("the other box offices did not come");
    ::sched_yield();
  }
}

} // namespace shop
