// A stand-in for librdkafka's C++ API in tests.
#ifndef ROWLOCK_TEST_RDKAFKACPP
#define ROWLOCK_TEST_RDKAFKACPP
#include <cstddef>
#include <cstdint>
#include <string>
namespace RdKafka {
enum ErrorCode { ERR_NO_ERROR = 0, ERR__QUEUE_FULL = -184 };
class Handle {
public:
  virtual ~Handle();
  virtual int poll(int timeout_ms) = 0;
};
class Producer : public virtual Handle {
public:
  static const int RK_MSG_COPY = 2;
  virtual ErrorCode produce(const std::string topic, int32_t partition,
                            int flags, void *payload, size_t length,
                            const void *key, size_t key_length,
                            int64_t timestamp, void *opaque) = 0;
  virtual ErrorCode flush(int timeout_ms) = 0;
};
} // namespace RdKafka
#endif
