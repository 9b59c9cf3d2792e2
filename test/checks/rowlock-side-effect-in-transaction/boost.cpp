// REQUIRES: boost-beast
// RUN: %check %s -- -isystem %stubs/sqlitecpp
// Sockets and files by libraries that are headers themselves.
#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/filesystem.hpp>
#include <string>

void bad_reading(SQLite::Database &db, boost::asio::ip::tcp::socket &display, double value) {
  SQLite::Transaction tx(db);
  SQLite::Statement insert(db, "INSERT INTO reading (value) VALUES (?)");
  insert.bind(1, value);
  insert.exec();
  std::string line = std::to_string(value) + "\n";
  boost::asio::write(display, boost::asio::buffer(line));
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends to another machine inside of the transaction
  // CHECK-MESSAGES: note: repair: do it behind the commit
  tx.commit();
}

void good_reading(SQLite::Database &db, boost::asio::ip::tcp::socket &display, double value) {
  {
    SQLite::Transaction tx(db);
    SQLite::Statement insert(db, "INSERT INTO reading (value) VALUES (?)");
    insert.bind(1, value);
    insert.exec();
    tx.commit();
  }
  boost::asio::write(display, boost::asio::buffer(std::to_string(value)));
}

namespace http = boost::beast::http;
void bad_hook(SQLite::Database &db, boost::beast::tcp_stream &stream) {
  http::request<http::string_body> request{http::verb::post, "/hook", 11};
  SQLite::Transaction tx(db);
  db.exec("UPDATE hook SET called = called + 1");
  http::write(stream, request);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this sends a request inside of the transaction
  tx.commit();
}

void bad_files(SQLite::Database &db, const boost::filesystem::path &cache) {
  SQLite::Transaction tx(db);
  db.exec("DELETE FROM thumbnail");
  boost::filesystem::remove_all(cache);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: this removes, renames or cuts off a file inside of the transaction
  tx.commit();
}

void good_files(SQLite::Database &db, const boost::filesystem::path &cache) {
  SQLite::Transaction tx(db);
  db.exec("DELETE FROM thumbnail");
  tx.commit();
  boost::filesystem::remove_all(cache);
}
