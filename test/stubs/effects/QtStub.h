// A stand-in for the parts of Qt that tests of side effects use.
#ifndef ROWLOCK_TEST_QT
#define ROWLOCK_TEST_QT
class QString {
public:
  QString(const char *text = "");
};
class QByteArray {
public:
  QByteArray(const char *text = "");
};
class QStringList {};
class QWidget {};
class QObject {
public:
  virtual ~QObject();
};
class QNetworkReply : public QObject {};
class QNetworkRequest {
public:
  explicit QNetworkRequest(const QString &url);
};
class QNetworkAccessManager : public QObject {
public:
  QNetworkReply *get(const QNetworkRequest &request);
  QNetworkReply *post(const QNetworkRequest &request, const QByteArray &data);
};
class QProcess : public QObject {
public:
  static int execute(const QString &program,
                     const QStringList &arguments = QStringList());
  static bool startDetached(const QString &program);
  void start(const QString &program);
};
class QDialog : public QWidget {
public:
  int exec();
};
class QMessageBox : public QDialog {
public:
  enum StandardButton { Yes = 0x4000, No = 0x10000 };
  explicit QMessageBox(QWidget *parent = nullptr);
  static StandardButton question(QWidget *parent, const QString &title,
                                 const QString &text);
  static StandardButton information(QWidget *parent, const QString &title,
                                    const QString &text);
};
class QFile : public QObject {
public:
  explicit QFile(const QString &name);
  bool remove();
  static bool remove(const QString &name);
};
class QThread : public QObject {
public:
  static void msleep(unsigned long milliseconds);
  static void sleep(unsigned long seconds);
};
class QMutex {
public:
  void lock();
  void unlock();
};
class QMutexLocker {
public:
  explicit QMutexLocker(QMutex *mutex);
  ~QMutexLocker();
};
#endif
