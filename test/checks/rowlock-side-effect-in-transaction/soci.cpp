// What is done outside the database in transactions of SOCI, against the stub
// headers and the real ones.
// RUN: %check %s -- -isystem %stubs/soci -isystem %stubs/effects
// RUN: %if soci %{ %check %s -- -isystem /usr/include/postgresql -isystem %stubs/effects %}

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <curl/curl.h>
#include <filesystem>
#include <functional>
#include <httplib.h>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using soci::into;
using soci::use;
namespace fs = std::filesystem;

//===--- In one function --------------------------------------------------===//

// CHECK-FIXES: tr.commit();
// CHECK-FIXES-NEXT: fs::remove(path);
void bad_remove_scan(soci::session &sql, int id) {
  soci::transaction tr(sql);
  std::string path;
  sql << "DELETE FROM scan WHERE id = :id RETURNING path", use(id), into(path);
  fs::remove(path);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-4]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  tr.commit();
}

void good_remove_scan(soci::session &sql, int id) {
  std::string path;
  {
    soci::transaction tr(sql);
    sql << "DELETE FROM scan WHERE id = :id RETURNING path", use(id), into(path);
    tr.commit();
  }
  fs::remove(path);
}

// Only a rollback can follow.
void good_removed_on_failure(soci::session &sql, int id, const fs::path &draft) {
  soci::transaction tr(sql);
  try {
    sql << "INSERT INTO scan (id, path) VALUES (:id, :p)", use(id), use(draft.string());
    tr.commit();
  } catch (const soci::soci_error &) {
    fs::remove(draft);
    throw;
  }
}

void bad_mail_by_program(soci::session &sql, int order, const std::string &to) {
  soci::transaction tr(sql);
  sql << "UPDATE purchase SET confirmed = true WHERE id = :o", use(order);
  std::string command = "mail -s 'your order' " + to;
  if (std::system(command.c_str()) != 0)
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this starts another program inside of the transaction of line [[#@LINE-4]]: the program has run all the same if that is rolled back, and the rows that it has changed are locked until it has ended [rowlock-side-effect-in-transaction]
    throw std::runtime_error("no mail");
  tr.commit();
}

void good_mail_by_program(soci::session &sql, int order, const std::string &to) {
  soci::transaction tr(sql);
  sql << "UPDATE purchase SET confirmed = true WHERE id = :o", use(order);
  tr.commit();
  std::string command = "mail -s 'your order' " + to;
  if (std::system(command.c_str()) != 0)
    std::cerr << "no mail to " << to << '\n';
}

// A row in an outbox is part of the transaction.
void good_outbox(soci::session &sql, int order) {
  soci::transaction tr(sql);
  sql << "UPDATE purchase SET confirmed = true WHERE id = :o", use(order);
  sql << "INSERT INTO outbox (kind, subject) VALUES ('mail', :o)", use(order);
  std::clog << "order " << order << " is confirmed\n";
  tr.commit();
}

// CHECK-FIXES: sql.commit();
// CHECK-FIXES-NEXT: curl_easy_perform(http);
void bad_session_begin(soci::session &sql, CURL *http) {
  sql.begin();
  sql << "UPDATE feed SET fetched = now()";
  curl_easy_perform(http);
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends a request inside of the transaction of line [[#@LINE-3]]: the request is not taken back if that is rolled back, and the rows that it has changed are locked until it is answered [rowlock-side-effect-in-transaction]
  sql.commit();
}

void good_session_begin(soci::session &sql, CURL *http) {
  curl_easy_perform(http);
  sql.begin();
  sql << "UPDATE feed SET fetched = now()";
  sql.commit();
}

// CHECK-FIXES: sql << "COMMIT";
// CHECK-FIXES-NEXT: std::this_thread::sleep_for(std::chrono::seconds(5));
void bad_begin_in_text(soci::session &sql) {
  sql << "BEGIN";
  sql << "UPDATE door SET open = true";
  std::this_thread::sleep_for(std::chrono::seconds(5));
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sleeps inside of the transaction of line [[#@LINE-3]]: the rows that it has changed are locked until it wakes up [rowlock-side-effect-in-transaction]
  sql << "UPDATE door SET open = false";
  sql << "COMMIT";
}

void good_read_only(soci::session &sql, int sock) {
  sql << "BEGIN READ ONLY";
  int doors = 0;
  sql << "SELECT count(*) FROM door WHERE open", into(doors);
  ::send(sock, &doors, sizeof doors, 0);
  sql << "COMMIT";
}

// Nothing is written while it is open.
void good_only_reads(soci::session &sql, int sock) {
  soci::transaction tr(sql);
  soci::rowset<std::string> names = (sql.prepare << "SELECT name FROM door");
  for (const std::string &each : names)
    ::send(sock, each.data(), each.size(), 0);
  tr.commit();
}

void bad_sent_while_reading(soci::session &sql, int sock) {
  soci::transaction tr(sql);
  soci::rowset<std::string> names = (sql.prepare << "SELECT name FROM door WHERE told = false FOR UPDATE");
  for (const std::string &each : names)
    ::send(sock, each.data(), each.size(), 0);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends to another machine inside of the transaction of line [[#@LINE-4]]: what was sent is not taken back if that is rolled back, and the transaction stays open until it is sent [rowlock-side-effect-in-transaction]
  sql << "UPDATE door SET told = true WHERE told = false";
  tr.commit();
}

//===--- Through layers of one's own --------------------------------------===//

class Gateway {
public:
  virtual ~Gateway() = default;
  virtual bool charge(int customer, int cents) = 0;
};
class HttpGateway : public Gateway {
public:
  explicit HttpGateway(const std::string &host) : client(host) {}
  bool charge(int customer, int cents) override {
    auto answer = client.Post("/charge", std::to_string(customer) + ":" + std::to_string(cents), "text/plain");
    return answer && answer->status == 200;
  }

private:
  httplib::Client client;
};

class Orders {
public:
  explicit Orders(soci::session &sql) : sql(sql) {}
  int total(int order) {
    int cents = 0;
    sql << "SELECT total FROM purchase WHERE id = :o", use(order), into(cents);
    return cents;
  }
  void markPaid(int order) { sql << "UPDATE purchase SET paid = true WHERE id = :o AND NOT paid", use(order); }

private:
  soci::session &sql;
};

void bad_pay(soci::session &sql, Gateway &gateway, int order, int customer) {
  soci::transaction tr(sql);
  Orders orders(sql);
  if (!gateway.charge(customer, orders.total(order)))
  // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this sends a request inside of the transaction of line [[#@LINE-3]]: the request is not taken back if that is rolled back, and the transaction stays open until it is answered [rowlock-side-effect-in-transaction]
    return;
  orders.markPaid(order);
  tr.commit();
}

void good_pay(soci::session &sql, Gateway &gateway, int order, int customer) {
  Orders orders(sql);
  if (!gateway.charge(customer, orders.total(order)))
    return;
  soci::transaction tr(sql);
  orders.markPaid(order);
  tr.commit();
}

template <typename Work> void withTransaction(soci::session &sql, Work work) {
  soci::transaction tr(sql);
  work();
  tr.commit();
}

void bad_in_work(soci::session &sql, const fs::path &file) {
  withTransaction(sql, [&] {
    sql << "DELETE FROM document WHERE path = :p", use(file.string());
    fs::remove(file);
    // CHECK-MESSAGES: :[[#@LINE-1]]:{{[0-9]+}}: warning: this removes, renames or cuts off a file inside of the transaction of line [[#@LINE-3]]: the file does not come back if that is rolled back [rowlock-side-effect-in-transaction]
  });
}

void good_behind_work(soci::session &sql, const fs::path &file) {
  withTransaction(sql, [&] { sql << "DELETE FROM document WHERE path = :p", use(file.string()); });
  fs::remove(file);
}

// What is to be done later is kept, and done behind the commit.
class AfterCommit {
public:
  void add(std::function<void()> what) { all.push_back(std::move(what)); }
  void run() {
    for (auto &each : all)
      each();
    all.clear();
  }

private:
  std::vector<std::function<void()>> all;
};

void good_kept_for_later(soci::session &sql, const fs::path &file) {
  AfterCommit later;
  soci::transaction tr(sql);
  sql << "DELETE FROM document WHERE path = :p", use(file.string());
  later.add([file] { fs::remove(file); });
  tr.commit();
  later.run();
}
