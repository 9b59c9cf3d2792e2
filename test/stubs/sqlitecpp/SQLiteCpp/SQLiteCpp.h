// A stand-in for SQLiteCpp 3.2 in tests: the same names, signatures and class
// hierarchy as far as the models and the tests need them, and no bodies.
#ifndef ROWLOCK_TEST_SQLITECPP
#define ROWLOCK_TEST_SQLITECPP

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace SQLite {

extern const int OK;


extern const int OPEN_READONLY;
extern const int OPEN_READWRITE;
extern const int OPEN_CREATE;

const char *getLibVersion() noexcept;
int getLibVersionNumber() noexcept;

class Exception : public std::runtime_error {
public:
  Exception(const char *, int);
  explicit Exception(const char *);
  int getErrorCode() const noexcept;
  int getExtendedErrorCode() const noexcept;
  const char *getErrorStr() const noexcept;
};

class Column;

class Database {
public:
  Database(const char *, const int = OPEN_READONLY, const int = 0,
           const char * = nullptr);
  Database(const std::string &, const int = OPEN_READONLY, const int = 0,
           const std::string & = "");
  Database(const Database &) = delete;
  Database &operator=(const Database &) = delete;
  Database(Database &&) = default;
  Database &operator=(Database &&) = default;
  ~Database();
  void setBusyTimeout(const int);
  int exec(const char *);
  int exec(const std::string &);
  int tryExec(const char *) noexcept;
  int tryExec(const std::string &) noexcept;
  Column execAndGet(const char *);
  Column execAndGet(const std::string &);
  bool tableExists(const char *) const;
  bool tableExists(const std::string &) const;
  int64_t getLastInsertRowid() const noexcept;
  int getChanges() const noexcept;
  int getTotalChanges() const noexcept;
  int getErrorCode() const noexcept;
  int getExtendedErrorCode() const noexcept;
  const char *getErrorMsg() const noexcept;
  const std::string &getFilename() const noexcept;
  sqlite3 *getHandle() const noexcept;
};

class Statement {
public:
  Statement(const Database &, const char *);
  Statement(const Database &, const std::string &);
  Statement(const Statement &) = delete;
  Statement &operator=(const Statement &) = delete;
  Statement(Statement &&) noexcept;
  Statement &operator=(Statement &&) noexcept = default;
  ~Statement();
  void reset();
  int tryReset() noexcept;
  void clearBindings();
  int getIndex(const char *const) const;

  void bind(const int, const int32_t);
  void bind(const int, const uint32_t);
  void bind(const int, const int64_t);
  void bind(const int, const double);
  void bind(const int, const std::string &);
  void bind(const int, const char *);
  void bind(const int, const void *, const int);
  void bindNoCopy(const int, const std::string &);
  void bindNoCopy(const int, const char *);
  void bindNoCopy(const int, const void *, const int);
  void bind(const int);
  void bind(const char *, const int32_t);
  void bind(const char *, const uint32_t);
  void bind(const char *, const int64_t);
  void bind(const char *, const double);
  void bind(const char *, const std::string &);
  void bind(const char *, const char *);
  void bind(const char *, const void *, const int);
  void bindNoCopy(const char *, const std::string &);
  void bind(const char *);
  void bind(const std::string &, const int32_t);
  void bind(const std::string &, const uint32_t);
  void bind(const std::string &, const int64_t);
  void bind(const std::string &, const double);
  void bind(const std::string &, const std::string &);
  void bind(const std::string &, const char *);
  void bind(const std::string &);

  bool executeStep();
  int tryExecuteStep() noexcept;
  int exec();
  Column getColumn(const int) const;
  Column getColumn(const char *) const;
  template <typename T, int N> T getColumns();
  bool isColumnNull(const int) const;
  bool isColumnNull(const char *) const;
  const char *getColumnName(const int) const;
  const char *getColumnOriginName(const int) const;
  int getColumnIndex(const char *) const;
  const char *getColumnDeclaredType(const int) const;
  int getChanges() const noexcept;
  const std::string &getQuery() const;
  std::string getExpandedSQL() const;
  int getColumnCount() const;
  bool hasRow() const;
  bool isDone() const;
  int getBindParameterCount() const noexcept;
  int getErrorCode() const noexcept;
  int getExtendedErrorCode() const noexcept;
  const char *getErrorMsg() const noexcept;
};

class Column {
public:
  explicit Column(const std::shared_ptr<sqlite3_stmt> &, int);
  const char *getName() const noexcept;
  const char *getOriginName() const noexcept;
  int32_t getInt() const noexcept;
  uint32_t getUInt() const noexcept;
  int64_t getInt64() const noexcept;
  double getDouble() const noexcept;
  const char *getText(const char * = "") const noexcept;
  const void *getBlob() const noexcept;
  std::string getString() const;
  int getType() const noexcept;
  bool isInteger() const noexcept;
  bool isFloat() const noexcept;
  bool isText() const noexcept;
  bool isBlob() const noexcept;
  bool isNull() const noexcept;
  int getBytes() const noexcept;
  int size() const noexcept;
  operator char() const;
  operator int8_t() const;
  operator uint8_t() const;
  operator int16_t() const;
  operator uint16_t() const;
  operator int32_t() const;
  operator uint32_t() const;
  operator int64_t() const;
  operator double() const;
  operator const char *() const;
  operator const void *() const;
  operator std::string() const;
};
std::ostream &operator<<(std::ostream &, const Column &);

enum class TransactionBehavior { DEFERRED, IMMEDIATE, EXCLUSIVE };

class Transaction {
public:
  explicit Transaction(Database &);
  explicit Transaction(Database &, TransactionBehavior);
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;
  ~Transaction();
  void commit();
};

} // namespace SQLite

#endif // ROWLOCK_TEST_SQLITECPP
