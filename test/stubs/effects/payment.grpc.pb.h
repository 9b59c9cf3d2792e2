// As gRPC generates it for a service of one function.
#ifndef ROWLOCK_TEST_PAYMENT
#define ROWLOCK_TEST_PAYMENT
#include <grpcpp/grpcpp.h>
namespace pay {
class ChargeRequest {
public:
  void set_cents(long cents);
};
class ChargeReply {
public:
  std::string receipt() const;
};
class Gateway {
public:
  class StubInterface {
  public:
    virtual ~StubInterface() {}
    virtual ::grpc::Status Charge(::grpc::ClientContext *context,
                                  const ChargeRequest &request,
                                  ChargeReply *response) = 0;
  };
  class Stub final : public StubInterface {
  public:
    ::grpc::Status Charge(::grpc::ClientContext *context,
                          const ChargeRequest &request,
                          ChargeReply *response) override;
  };
};
} // namespace pay
#endif
