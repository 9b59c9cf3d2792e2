// Declarations of MySQL's C API, as far as the model and its tests need them.
// The structs bear the names that MySQL 8 gives them; MariaDB's are st_mysql,
// st_mysql_stmt and so on.
#ifndef STUB_MYSQL_H
#define STUB_MYSQL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef char **MYSQL_ROW;
typedef unsigned long long my_ulonglong;

enum enum_field_types {
  MYSQL_TYPE_DECIMAL,
  MYSQL_TYPE_TINY,
  MYSQL_TYPE_SHORT,
  MYSQL_TYPE_LONG,
  MYSQL_TYPE_FLOAT,
  MYSQL_TYPE_DOUBLE,
  MYSQL_TYPE_NULL,
  MYSQL_TYPE_TIMESTAMP,
  MYSQL_TYPE_LONGLONG,
  MYSQL_TYPE_VAR_STRING = 253,
  MYSQL_TYPE_STRING = 254
};
enum mysql_option { MYSQL_OPT_CONNECT_TIMEOUT, MYSQL_OPT_RECONNECT };
enum enum_stmt_attr_type { STMT_ATTR_UPDATE_MAX_LENGTH };
enum enum_mysql_set_option { MYSQL_OPTION_MULTI_STATEMENTS_ON };

#define MYSQL_NO_DATA 100
#define MYSQL_DATA_TRUNCATED 101
#define CLIENT_FOUND_ROWS 2
#define CLIENT_MULTI_STATEMENTS (1UL << 16)

typedef struct MYSQL {
  void *methods;
} MYSQL;
typedef struct MYSQL_RES MYSQL_RES;
typedef struct MYSQL_STMT MYSQL_STMT;
typedef struct MYSQL_FIELD {
  char *name;
} MYSQL_FIELD;
typedef struct MYSQL_BIND {
  unsigned long *length;
  bool *is_null;
  void *buffer;
  bool *error;
  unsigned long buffer_length;
  enum enum_field_types buffer_type;
  bool error_value;
  bool is_unsigned;
  bool is_null_value;
} MYSQL_BIND;

MYSQL *mysql_init(MYSQL *);
MYSQL *mysql_real_connect(MYSQL *, const char *, const char *, const char *,
                          const char *, unsigned int, const char *,
                          unsigned long);
void mysql_close(MYSQL *);
int mysql_options(MYSQL *, enum mysql_option, const void *);
int mysql_options4(MYSQL *, enum mysql_option, const void *, const void *);
int mysql_optionsv(MYSQL *, enum mysql_option, ...);
int mysql_get_option(MYSQL *, enum mysql_option, const void *);
bool mysql_ssl_set(MYSQL *, const char *, const char *, const char *,
                   const char *, const char *);
int mysql_ping(MYSQL *);
int mysql_select_db(MYSQL *, const char *);
int mysql_set_character_set(MYSQL *, const char *);
const char *mysql_character_set_name(MYSQL *);
const char *mysql_get_server_info(MYSQL *);
unsigned long mysql_get_server_version(MYSQL *);
const char *mysql_get_client_info(void);
unsigned long mysql_get_client_version(void);
const char *mysql_get_host_info(MYSQL *);
unsigned int mysql_get_proto_info(MYSQL *);
const char *mysql_stat(MYSQL *);
const char *mysql_info(MYSQL *);
unsigned long mysql_thread_id(MYSQL *);
bool mysql_thread_init(void);
void mysql_thread_end(void);
unsigned int mysql_thread_safe(void);
int mysql_server_init(int, char **, char **);
void mysql_server_end(void);
unsigned int mysql_warning_count(MYSQL *);
unsigned int mysql_errno(MYSQL *);
const char *mysql_error(MYSQL *);
const char *mysql_sqlstate(MYSQL *);
int mysql_set_server_option(MYSQL *, enum enum_mysql_set_option);
void mysql_debug(const char *);
int mysql_reset_connection(MYSQL *);
bool mysql_change_user(MYSQL *, const char *, const char *, const char *);

bool mysql_autocommit(MYSQL *, bool);
bool mysql_commit(MYSQL *);
bool mysql_rollback(MYSQL *);

int mysql_query(MYSQL *, const char *);
int mysql_real_query(MYSQL *, const char *, unsigned long);
int mysql_send_query(MYSQL *, const char *, unsigned long);
bool mysql_read_query_result(MYSQL *);
MYSQL_RES *mysql_store_result(MYSQL *);
MYSQL_RES *mysql_use_result(MYSQL *);
bool mysql_more_results(MYSQL *);
int mysql_next_result(MYSQL *);
unsigned long mysql_real_escape_string(MYSQL *, char *, const char *,
                                       unsigned long);
unsigned long mysql_real_escape_string_quote(MYSQL *, char *, const char *,
                                             unsigned long, char);
unsigned long mysql_escape_string(char *, const char *, unsigned long);
unsigned long mysql_hex_string(char *, const char *, unsigned long);

MYSQL_ROW mysql_fetch_row(MYSQL_RES *);
uint64_t mysql_num_rows(MYSQL_RES *);
unsigned int mysql_num_fields(MYSQL_RES *);
unsigned int mysql_field_count(MYSQL *);
unsigned long *mysql_fetch_lengths(MYSQL_RES *);
MYSQL_FIELD *mysql_fetch_field(MYSQL_RES *);
MYSQL_FIELD *mysql_fetch_fields(MYSQL_RES *);
MYSQL_FIELD *mysql_fetch_field_direct(MYSQL_RES *, unsigned int);
unsigned int mysql_field_seek(MYSQL_RES *, unsigned int);
unsigned int mysql_field_tell(MYSQL_RES *);
void mysql_data_seek(MYSQL_RES *, uint64_t);
void *mysql_row_seek(MYSQL_RES *, void *);
void *mysql_row_tell(MYSQL_RES *);
bool mysql_eof(MYSQL_RES *);
void mysql_free_result(MYSQL_RES *);
uint64_t mysql_affected_rows(MYSQL *);
uint64_t mysql_insert_id(MYSQL *);

MYSQL_STMT *mysql_stmt_init(MYSQL *);
int mysql_stmt_prepare(MYSQL_STMT *, const char *, unsigned long);
int mysql_stmt_execute(MYSQL_STMT *);
int mariadb_stmt_execute_direct(MYSQL_STMT *, const char *, unsigned long);
int mysql_stmt_fetch(MYSQL_STMT *);
int mysql_stmt_fetch_column(MYSQL_STMT *, MYSQL_BIND *, unsigned int,
                            unsigned long);
int mysql_stmt_store_result(MYSQL_STMT *);
bool mysql_stmt_bind_param(MYSQL_STMT *, MYSQL_BIND *);
bool mysql_stmt_bind_result(MYSQL_STMT *, MYSQL_BIND *);
bool mysql_stmt_reset(MYSQL_STMT *);
bool mysql_stmt_close(MYSQL_STMT *);
bool mysql_stmt_free_result(MYSQL_STMT *);
MYSQL_RES *mysql_stmt_result_metadata(MYSQL_STMT *);
MYSQL_RES *mysql_stmt_param_metadata(MYSQL_STMT *);
unsigned long mysql_stmt_param_count(MYSQL_STMT *);
bool mysql_stmt_attr_set(MYSQL_STMT *, enum enum_stmt_attr_type, const void *);
bool mysql_stmt_attr_get(MYSQL_STMT *, enum enum_stmt_attr_type, void *);
void mysql_stmt_data_seek(MYSQL_STMT *, uint64_t);
int mysql_stmt_next_result(MYSQL_STMT *);
bool mysql_stmt_more_results(MYSQL_STMT *);
uint64_t mysql_stmt_num_rows(MYSQL_STMT *);
unsigned int mysql_stmt_field_count(MYSQL_STMT *);
uint64_t mysql_stmt_affected_rows(MYSQL_STMT *);
uint64_t mysql_stmt_insert_id(MYSQL_STMT *);
unsigned int mysql_stmt_errno(MYSQL_STMT *);
const char *mysql_stmt_error(MYSQL_STMT *);
const char *mysql_stmt_sqlstate(MYSQL_STMT *);

#ifdef __cplusplus
}
#endif
#endif
