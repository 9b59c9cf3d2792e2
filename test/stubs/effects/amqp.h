// A stand-in for the RabbitMQ C client in tests.
#ifndef ROWLOCK_TEST_AMQP
#define ROWLOCK_TEST_AMQP
#include <stdint.h>
extern "C" {
typedef struct amqp_connection_state_t_ *amqp_connection_state_t;
typedef uint16_t amqp_channel_t;
typedef struct {
  unsigned long len;
  void *bytes;
} amqp_bytes_t;
amqp_bytes_t amqp_cstring_bytes(const char *text);
int amqp_basic_publish(amqp_connection_state_t state, amqp_channel_t channel,
                       amqp_bytes_t exchange, amqp_bytes_t key, int mandatory,
                       int immediate, const void *properties,
                       amqp_bytes_t body);
int amqp_basic_ack(amqp_connection_state_t state, amqp_channel_t channel,
                   uint64_t tag, int multiple);
}
#endif
