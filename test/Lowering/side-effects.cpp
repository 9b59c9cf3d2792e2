// RUN: rowlock dump --effects %s -- -std=c++17 -isystem %stubs/sqlitecpp -isystem %stubs/effects | FileCheck %s
// Calls that do something outside the database.
#include <QThread>
#include <SQLiteCpp/SQLiteCpp.h>
#include <chrono>
#include <cstdio>
#include <curl/curl.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <hiredis/hiredis.h>
#include <iostream>
#include <payment.grpc.pb.h>
#include <string>
#include <thread>
#include <unistd.h>

// CHECK-LABEL: func @kinds(
void kinds(SQLite::Database &db, CURL *curl, const std::string &path) {
  db.exec("BEGIN");
  // CHECK: %rc = call @curl_easy_perform, values [%curl], effect=request, fails=never
  auto rc = curl_easy_perform(curl);
  if (rc != CURLE_OK)
    return;
  // CHECK: call @std::filesystem::remove, value %[[PATH:[0-9]+]], values [%[[PATH]]], effect=file-removal{{ }}
  std::filesystem::remove(path);
  // CHECK: call @rename, value preserve(%path), {{.*}}, effect=file-removal, fails=never
  std::rename(path.c_str(), "old");
  // CHECK: call @open, value preserve(%path), {{.*}}, effect=file-removal, fails=never
  close(open(path.c_str(), O_WRONLY | O_TRUNC));
  // CHECK: call @open, value preserve(%path), {{.*}}, effect=file-write, strict=yes, fails=never
  close(open(path.c_str(), O_WRONLY | O_CREAT, 0600));
  // CHECK: call @open, values [preserve(%path), 0, []]{{ *!}}
  close(open(path.c_str(), O_RDONLY));
  // CHECK: call @std::thread{{.*}}, effect=work, strict=yes
  std::thread([] {}).detach();
  db.exec("COMMIT");
}

// CHECK-LABEL: func @conditions(
void conditions(SQLite::Database &db, redisContext *redis, std::istream &in) {
  db.exec("BEGIN");
  // CHECK: call @redisCommand, value "publish news %d", {{.*}}effect=message, fails=never
  redisCommand(redis, "publish news %d", 1);
  // CHECK: call @redisCommand, value "SET a %d", {{.*}}effect=cache, strict=yes, fails=never
  redisCommand(redis, "SET a %d", 1);
  // CHECK: call @std::getline, values [&$"::std::cin", &$line], effect=dialog, fails=never
  std::string line;
  std::getline(std::cin, line);
  // CHECK-NEXT: call @std::getline, values [%in, &$line]{{ *!}}
  std::getline(in, line);
  fprintf(stderr, "%s", line.c_str());
  // CHECK-NEXT: %file = call @fopen, values ["x", "r"]{{ *!}}
  // CHECK-NEXT: call @fprintf, {{.*}}effect=file-write, strict=yes, fails=never
  FILE *file = fopen("x", "r");
  fprintf(file, "%s", line.c_str());
  db.exec("COMMIT");
}

// A duration brings its unit along.
// CHECK-LABEL: func @sleeping(
void sleeping(SQLite::Database &db, std::chrono::seconds chosen, unsigned long ms) {
  using namespace std::chrono_literals;
  db.exec("BEGIN");
  // CHECK: call @std::this_thread::sleep_for, value 1500, {{.*}}effect=sleep
  std::this_thread::sleep_for(1500ms);
  // CHECK: call @std::this_thread::sleep_for, value 2000, {{.*}}effect=sleep
  const std::chrono::seconds pause(2);
  std::this_thread::sleep_for(pause);
  // CHECK: call @std::this_thread::sleep_for, value unknown("how long"), {{.*}}effect=sleep
  std::this_thread::sleep_for(chosen);
  // CHECK: call @usleep, value 250, values [compute(*, 250, 1000)], effect=sleep
  usleep(250 * 1000);
  // CHECK: call @sleep, value 3000, values [3], effect=sleep
  sleep(3);
  // CHECK: call @QThread::msleep, value %ms, values [%ms], effect=sleep
  QThread::msleep(ms);
  db.exec("COMMIT");
}

// Classes that a generator has made; names of the user's own are none.
namespace mine {
struct Stub {
  int Charge(const std::string &what);
};
} // namespace mine
void remove(SQLite::Database &db, int id);
// CHECK-LABEL: func @generated(
void generated(SQLite::Database &db, pay::Gateway::Stub &stub, mine::Stub &other) {
  db.exec("BEGIN");
  grpc::ClientContext context;
  pay::ChargeRequest request;
  pay::ChargeReply reply;
  // CHECK: call @pay::Gateway::Stub::Charge, {{.*}}effect=request, fails=never
  stub.Charge(&context, request, &reply);
  // CHECK: call @mine::Stub::Charge, on %other, values ["x"]{{ *!}}
  other.Charge("x");
  // CHECK: call @remove, values [%db, 1]{{ *!}}
  remove(db, 1);
  db.exec("COMMIT");
}
