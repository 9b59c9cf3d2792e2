// A stand-in for cpp-httplib in tests.
#ifndef ROWLOCK_TEST_HTTPLIB
#define ROWLOCK_TEST_HTTPLIB
#include <memory>
#include <string>
namespace httplib {
struct Response {
  int status = -1;
  std::string body;
};
class Result {
public:
  explicit operator bool() const { return response_ != nullptr; }
  const Response &value() const { return *response_; }
  const Response *operator->() const { return response_.get(); }

private:
  std::shared_ptr<Response> response_;
};
class Client {
public:
  explicit Client(const std::string &host);
  Result Get(const std::string &path);
  Result Post(const std::string &path, const std::string &body,
              const std::string &type);
};
} // namespace httplib
#endif
