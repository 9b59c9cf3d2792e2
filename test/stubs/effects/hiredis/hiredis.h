// A stand-in for hiredis in tests.
#ifndef ROWLOCK_TEST_HIREDIS
#define ROWLOCK_TEST_HIREDIS
extern "C" {
typedef struct redisContext redisContext;
void *redisCommand(redisContext *c, const char *format, ...);
void freeReplyObject(void *reply);
}
#endif
