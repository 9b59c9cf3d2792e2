// A stand-in for gRPC in tests, as far as generated code needs it.
#ifndef ROWLOCK_TEST_GRPCPP
#define ROWLOCK_TEST_GRPCPP
#include <memory>
#include <string>
namespace grpc {
class ClientContext {
public:
  ClientContext();
};
class Status {
public:
  bool ok() const { return code_ == 0; }
  std::string error_message() const;

private:
  int code_ = 0;
};
} // namespace grpc
#endif
