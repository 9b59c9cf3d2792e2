// A stand-in for libcurl in tests.
#ifndef ROWLOCK_TEST_CURL
#define ROWLOCK_TEST_CURL
extern "C" {
typedef void CURL;
typedef enum { CURLE_OK = 0, CURLE_FAILED = 1 } CURLcode;
typedef enum {
  CURLOPT_URL = 10002,
  CURLOPT_POSTFIELDS = 10015,
  CURLOPT_MAIL_FROM = 10186
} CURLoption;
CURL *curl_easy_init(void);
CURLcode curl_easy_setopt(CURL *handle, CURLoption option, ...);
CURLcode curl_easy_perform(CURL *handle);
void curl_easy_cleanup(CURL *handle);
}
#endif
